"use client";
import { useRouter } from "next/navigation";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { useAcceptInvitation, useDeclineInvitation } from "@/lib/client/project-actions";
import type { InvitationView } from "@/lib/core/projects";
import { roleWord } from "@/lib/format/right-words";

/** Projects that asked for the reader by name. */
export function InvitationsForYou({ environment, invitations }: { environment: string; invitations: InvitationView[] }) {
  if (invitations.length === 0) return null;
  return (
    <section className="needs" aria-labelledby="invitations-for-you">
      <div className="section-head">
        <h2 id="invitations-for-you">Invitations for you</h2>
        <span className="n">{invitations.length}</span>
      </div>
      <ul className="card">
        {invitations.map((invitation) => (
          <Invitation key={invitation.id} environment={environment} invitation={invitation} />
        ))}
      </ul>
    </section>
  );
}

function Invitation({ environment, invitation: { id, project, role, by, createdAt } }: { environment: string; invitation: InvitationView }) {
  const router = useRouter();
  const accept = useAcceptInvitation();
  const decline = useDeclineInvitation();
  const problem = (accept.error ?? decline.error)?.problem ?? null;
  const answer = { invitation: { id } };
  return (
    <li className="needs-item">
      <Icon name="users" className="person" />
      <div>
        <div className="needs-title">
          <b>
            <span className="mono">{project}</span> invites you as {roleWord(role)}
          </b>
          <span className="meta">
            by {by}, <Age at={createdAt} />
          </span>
        </div>
      </div>
      <div className="needs-actions">
        <Button
          size="sm"
          variant="ghost"
          pending={decline.isPending}
          onClick={() => decline.mutate(answer)}
          aria-label={`Decline the invitation to ${project}`}
        >
          Decline
        </Button>
        <Button
          size="sm"
          pending={accept.isPending}
          onClick={() => accept.mutate(answer, { onSuccess: () => router.push(`/${environment}/projects/${project}`) })}
          aria-label={`Accept the invitation to ${project}`}
        >
          Accept
        </Button>
      </div>
      {problem && <ProblemCallout problem={problem} className="needs-problem" />}
    </li>
  );
}
