import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AgainAtProvider } from "@/components/sign-in/again-at-provider";
import { Door } from "@/components/sign-in/door";
import { loadSignInWays, loadVisitor } from "@/lib/loaders/setup";

export const metadata: Metadata = { title: "Sign in again" };

/** A window of its own, opened by the dialog that asks who one is: to the provider, back, and closed. */
export default async function SignInAgain({ searchParams }: { searchParams: Promise<{ done?: string | string[] }> }) {
  const { provider } = loadSignInWays();
  if (provider === null || (await loadVisitor()) === null) redirect("/sign-in");
  const done = (await searchParams).done !== undefined;
  return (
    <Door
      title={done ? "It is you" : `On to ${provider}`}
      lead={done ? "Go on where you were; this window may be closed." : "This window closes when you are back."}
    >
      <AgainAtProvider done={done} />
    </Door>
  );
}
