import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Door } from "@/components/sign-in/door";
import { FirstSecondFactor } from "@/components/sign-in/first-second-factor";
import { SignOutInstead } from "@/components/sign-in/sign-out-instead";
import { loadVisitor } from "@/lib/loaders/setup";

export const metadata: Metadata = { title: "Second factor" };

export default async function SecondFactor() {
  const visitor = await loadVisitor();
  if (visitor?.pending !== "second-factor") redirect("/");
  return (
    <Door
      title="Turn on a second factor"
      lead="Administrators need one here: a code that an authenticator app shows, after the password."
      note={<SignOutInstead username={visitor.username} />}
    >
      <FirstSecondFactor />
    </Door>
  );
}
