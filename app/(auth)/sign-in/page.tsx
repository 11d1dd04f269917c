import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Door } from "@/components/sign-in/door";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { safePath } from "@/components/sign-in/sign-in-problem";
import { loadSetupState, loadVisitor } from "@/lib/loaders/setup";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignIn({ searchParams }: { searchParams: Promise<{ callbackUrl?: string | string[] }> }) {
  const { callbackUrl } = await searchParams;
  const path = safePath(Array.isArray(callbackUrl) ? callbackUrl[0] : callbackUrl);
  if ((await loadVisitor()) !== null) redirect(path);
  const { needed } = await loadSetupState();
  const note = needed ? (
    <>
      Nobody has an account yet.{" "}
      <Link className="link" href="/setup">
        Set up Spindle
      </Link>{" "}
      with the token from the server’s console.
    </>
  ) : (
    "No account yet? Ask an administrator."
  );
  return (
    <Door title="Sign in to Spindle" lead="Container stacks on shared Docker hosts" note={note}>
      <SignInForm callbackPath={path} />
    </Door>
  );
}
