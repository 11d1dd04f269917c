"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Select } from "@/components/ui/field";
import { Avatar, Tag } from "@/components/ui/small";
import { type Column, Table } from "@/components/ui/table";
import { AskInPlace } from "@/components/ui/two-step";
import { useChangeMember, useRemoveMember } from "@/lib/client/project-actions";
import { MEMBER_ROLES, type MemberRole } from "@/lib/core/access";
import type { ActorView } from "@/lib/core/people";
import type { ProjectMember, ProjectView } from "@/lib/core/projects";
import { capital, count } from "@/lib/format/names";
import { roleWord } from "@/lib/format/right-words";

const COLUMNS: readonly Column[] = [{ head: "Member" }, { head: "Role", width: "w-[180px]" }, { head: "Actions", width: "w-[330px]", unseen: true }];

interface MembersProps {
  project: ProjectView;
  actor: ActorView;
  environment: string;
  blocked: string | null;
}

/** Everybody in the project; owners change roles here, and everybody may leave. */
export function Members({ project, actor, environment, blocked }: MembersProps) {
  return (
    <section aria-labelledby="members">
      <div className="section-head">
        <h2 id="members">Members</h2>
        <span className="n">{project.people.length}</span>
      </div>
      <Table label="Members" columns={COLUMNS} className="table-plain" foot={foot(project)}>
        {project.people.map((member) => (
          <MemberRow
            key={member.userId}
            project={project}
            member={member}
            own={member.userId === actor.id}
            fixed={fixed(project, member)}
            blocked={blocked}
            environment={environment}
          />
        ))}
      </Table>
    </section>
  );
}

const foot = ({ people }: ProjectView) =>
  MEMBER_ROLES.map((role) => people.filter((one) => one.role === role).length)
    .map((many, at) => count(many, roleWord(MEMBER_ROLES[at] as MemberRole)))
    .join(", ");

/** Why this one can neither go nor become less. */
function fixed({ people, personal, owners, name }: ProjectView, { role, username }: ProjectMember): string | null {
  if (personal && username === name) return "It is their own project; they stay its owner.";
  return role === "owner" && people.length > 0 && owners.length === 1 ? "The last owner stays. Make somebody else an owner first." : null;
}

interface RowProps {
  project: ProjectView;
  member: ProjectMember;
  own: boolean;
  fixed: string | null;
  blocked: string | null;
  environment: string;
}

function MemberRow({ project, member, own, fixed: stays, blocked, environment }: RowProps) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const change = useChangeMember();
  const remove = useRemoveMember();
  const { userId, username, role } = member;
  const problem = (change.error ?? remove.error)?.problem ?? null;
  const off = (own ? null : blocked) ?? stays;
  const word = own ? "Leave" : "Remove";
  const label = own ? `Leave ${project.name}` : `Remove ${username}`;
  const go = () =>
    remove.mutateAsync({ project: project.name, userId }).then(() => {
      setAsking(false);
      if (own) router.push(`/${environment}/projects`);
    });
  return (
    <tr>
      <td className="c-wide">
        <div className="row">
          <Avatar name={username} />
          <span className="strong">{username}</span>
          {member.disabled && <Tag>disabled</Tag>}
          {own && <span className="meta">you</span>}
        </div>
        {problem && <ProblemCallout problem={problem} className="my-2" />}
      </td>
      <td className="ink-2">
        <RoleChoice
          label={`Role of ${username}`}
          role={role}
          blocked={blocked ?? stays}
          onChange={(next) => change.mutate({ project: project.name, userId, role: next })}
        />
      </td>
      <td className="c-act">
        {asking ? (
          <AskInPlace
            label={label}
            size="sm"
            step={{ question: own ? `Leave \`${project.name}\` and its stacks?` : "Take the stacks from them?", keep: "Not now", go: word }}
            onKeep={() => setAsking(false)}
            onGo={go}
          />
        ) : (
          <Button size="sm" variant="ghost" blocked={off} onClick={() => setAsking(true)} aria-label={label}>
            {word}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** One's role as a choice; as a word where it cannot be changed, with why. */
function RoleChoice({ label, role, blocked, onChange }: { label: string; role: MemberRole; blocked: string | null; onChange: (role: MemberRole) => void }) {
  if (blocked !== null) return <span title={blocked}>{capital(roleWord(role))}</span>;
  return (
    <Select aria-label={label} value={role} onChange={(event) => onChange(event.target.value as MemberRole)}>
      {MEMBER_ROLES.map((one) => (
        <option key={one} value={one}>
          {capital(roleWord(one))}
        </option>
      ))}
    </Select>
  );
}
