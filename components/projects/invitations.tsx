"use client";
import { type FormEvent, useState } from "react";
import { Age, Day } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { CodeLine } from "@/components/ui/copy-button";
import { Field, Select, TextField } from "@/components/ui/field";
import { useInvite, useWithdrawInvitation } from "@/lib/client/project-actions";
import { MEMBER_ROLES, type MemberRole } from "@/lib/core/access";
import { INVITATION_DAYS, type InvitationView, type ProjectView } from "@/lib/core/projects";
import { capital } from "@/lib/format/names";
import { roleWord } from "@/lib/format/right-words";

/** Asks people in: by name, or whoever has the link, which is shown this once. */
export function Invitations({ project }: { project: ProjectView }) {
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<MemberRole>("maintainer");
  const invite = useInvite();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ project: project.name, role, username: username === "" ? null : username }, { onSuccess: () => setUsername("") });
  };
  return (
    <Card title="Invitations" meta={project.invitations.length === 0 ? "none open" : `${project.invitations.length} open`} flush>
      <form className="card-body grid gap-4" onSubmit={submit} aria-label="Invite">
        <div className="grid grid-cols-[minmax(0,260px)_auto_auto] justify-start items-start gap-3 max-narrow:grid-cols-1">
          <TextField label="Username" hint="Empty: whoever has the link." mono value={username} onText={(text) => setUsername(text.trim())} />
          <Field label="Role">
            {({ id }) => (
              <Select id={id} value={role} onChange={(event) => setRole(event.target.value as MemberRole)}>
                {MEMBER_ROLES.map((one) => (
                  <option key={one} value={one}>
                    {capital(roleWord(one))}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Button type="submit" className="mt-[26px] justify-self-start max-narrow:mt-0" pending={invite.isPending}>
            {username === "" ? "Make a link" : "Invite"}
          </Button>
        </div>
        {invite.error && <ProblemCallout problem={invite.error.problem} />}
        {invite.data && <MadeLink token={invite.data.token} username={invite.variables.username} />}
      </form>
      {project.invitations.length > 0 && (
        <ul className="rows border-line border-t" aria-label="Open invitations">
          {project.invitations.map((invitation) => (
            <OpenOne key={invitation.id} project={project.name} invitation={invitation} />
          ))}
        </ul>
      )}
    </Card>
  );
}

/** After the sign #, so that no server ever sees it, nor its log. */
function MadeLink({ token, username }: { token: string; username: string | null }) {
  const address = `${window.location.origin}/invitation#${token}`;
  return (
    <Callout
      tone="quiet"
      icon="key"
      title={username === null ? "The link is made" : `${username} is invited`}
      actions={
        <div className="min-w-0 flex-1">
          <CodeLine label="Copy the link">{address}</CodeLine>
        </div>
      }
      live
    >
      {`${username === null ? "Send it to one person: the first who uses it is in." : "They find it under Projects; you may also send them this link, which is for them alone."} It is shown this once and ends in ${INVITATION_DAYS} days.`}
    </Callout>
  );
}

function OpenOne({ project, invitation: { id, username, role, by, createdAt, expiresAt } }: { project: string; invitation: InvitationView }) {
  const withdraw = useWithdrawInvitation();
  return (
    <li>
      <div className="min-w-0">
        <p>
          {username === null ? "Whoever has the link" : <span className="strong">{username}</span>}, as {roleWord(role)}
        </p>
        <p className="meta">
          by {by}, <Age at={createdAt} />; ends <Day at={expiresAt} />
        </p>
        {withdraw.error && <ProblemCallout problem={withdraw.error.problem} className="mt-2" />}
      </div>
      <Button
        size="sm"
        pending={withdraw.isPending}
        onClick={() => withdraw.mutate({ project, invitationId: id })}
        aria-label={`Withdraw the invitation of ${username ?? "whoever has the link"}`}
      >
        Withdraw
      </Button>
    </li>
  );
}
