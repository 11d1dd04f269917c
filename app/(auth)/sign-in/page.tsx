import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Door } from "@/components/sign-in/door";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { safePath } from "@/components/sign-in/sign-in-problem";
import { PROVIDER_REFUSALS, type ProviderRefusal } from "@/lib/core/errors";
import { loadSetupState, loadSignInWays, loadVisitor } from "@/lib/loaders/setup";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignIn({
  searchParams,
}: {
  searchParams: Promise<{ callbackUrl?: string | string[]; refused?: string | string[]; error?: string | string[] }>;
}) {
  const { callbackUrl, refused, error } = await searchParams;
  const path = safePath(Array.isArray(callbackUrl) ? callbackUrl[0] : callbackUrl);
  const visitor = await loadVisitor();
  if (visitor !== null) redirect(visitor.pending === null ? path : visitor.pending === "password" ? "/new-password" : "/second-factor");
  const { directory, provider } = loadSignInWays();
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
    noteFor(directory)
  );
  return (
    <Door title="Sign in to Spindle" lead="Container stacks on shared Docker hosts" note={note}>
      <SignInForm callbackPath={path} provider={provider} refused={refusalIn(refused) ?? (error === undefined ? null : "failed")} />
    </Door>
  );
}

const noteFor = (directory: string | null) =>
  directory === null ? "No account yet? Ask an administrator." : `Your account of ${directory} works here. Without one, ask an administrator.`;

const refusalIn = (text: string | string[] | undefined): ProviderRefusal | null => PROVIDER_REFUSALS.find((one) => one === text) ?? null;
