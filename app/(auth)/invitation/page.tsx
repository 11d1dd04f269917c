import type { Metadata } from "next";
import { AcceptInvitation } from "@/components/projects/accept-invitation";
import { Door } from "@/components/sign-in/door";
import { loadVisitor } from "@/lib/loaders/setup";

export const metadata: Metadata = { title: "Invitation" };

/** Where a link leads. Its token stands after the sign #, which no browser sends. */
export default async function Invitation() {
  const visitor = await loadVisitor();
  return (
    <Door title="An invitation" lead={visitor ? `You are signed in as ${visitor.username}.` : "Sign in, and you are asked whether to join."}>
      <AcceptInvitation signedIn={visitor !== null} />
    </Door>
  );
}
