import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Door } from "@/components/sign-in/door";
import { NewPasswordForm } from "@/components/sign-in/new-password-form";
import { SignOutInstead } from "@/components/sign-in/sign-out-instead";
import { loadVisitor } from "@/lib/loaders/setup";

export const metadata: Metadata = { title: "New password" };

export default async function NewPassword() {
  const visitor = await loadVisitor();
  if (visitor?.pending !== "password") redirect("/");
  return (
    <Door
      title="Choose a password"
      lead="An administrator gave you the one you signed in with. Choose one that only you know."
      note={<SignOutInstead username={visitor.username} />}
    >
      <NewPasswordForm username={visitor.username} />
    </Door>
  );
}
