"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Select } from "@/components/ui/field";
import { SkeletonTable } from "@/components/ui/skeleton";
import { Avatar, Tag } from "@/components/ui/small";
import { type Column, Table } from "@/components/ui/table";
import { AskInPlace } from "@/components/ui/two-step";
import { useSetDisabled } from "@/lib/client/account-actions";
import { useSetRole } from "@/lib/client/project-actions";
import { usersQuery } from "@/lib/client/queries";
import { can, rolesWith, SITE_ROLES, type SiteRole } from "@/lib/core/access";
import { problemOf } from "@/lib/core/errors";
import type { ActorView, UserView } from "@/lib/core/people";
import { capital, count } from "@/lib/format/names";
import { lacksSentence, roleWord } from "@/lib/format/right-words";
import { NewUser } from "./new-user";
import { AccountTags, ResetMenu } from "./reset-account";

const COLUMNS: readonly Column[] = [
  { head: "User" },
  { head: "Role", width: "w-[170px]" },
  { head: "Last seen", width: "w-[140px]" },
  { head: "Made", width: "w-[140px]" },
  { head: "Actions", width: "w-[300px]", unseen: true },
];

/** Everybody who may sign in; each sees only their own stacks. */
export function Users({ actor }: { actor: ActorView }) {
  const { data, error } = useQuery(usersQuery());
  const [adding, setAdding] = useState(false);
  return (
    <>
      <div className="section-head">
        <h2>Users</h2>
        {data && <span className="n">{data.length}</span>}
        <span className="spacer" />
        {!adding && can(actor, "users.manage", null) && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            New user
          </Button>
        )}
      </div>
      {adding && <NewUser onDone={() => setAdding(false)} />}
      {error && <ProblemCallout problem={problemOf(error)} />}
      {data === undefined && !error && <SkeletonTable rows={3} columns={["90px", "80px", "80px"]} label="Users are loading" />}
      {data && (
        <Table label="Users" columns={COLUMNS} className="table-plain" foot={`${count(data.filter(({ disabled }) => !disabled).length, "user")} may sign in.`}>
          {data.map((user) => (
            <UserRow key={user.id} user={user} own={user.id === actor.id} manages={can(actor, "users.manage", null)} />
          ))}
        </Table>
      )}
    </>
  );
}

function UserRow({ user, own, manages }: { user: UserView; own: boolean; manages: boolean }) {
  const mayChange = manages && !own;
  const [asking, setAsking] = useState(false);
  const [wanted, setWanted] = useState<SiteRole | null>(null);
  const change = useSetDisabled();
  const setRole = useSetRole();
  const problem = (change.error ?? setRole.error)?.problem ?? null;
  const set = (disabled: boolean) => change.mutateAsync({ userId: user.id, disabled });
  return (
    <tr>
      <td className="c-wide">
        <div className="row">
          <Avatar name={user.username} />
          <span className="strong">{user.username}</span>
          {user.disabled && <Tag>disabled</Tag>}
          <AccountTags user={user} />
          {own && <span className="meta">you</span>}
        </div>
        {problem && <ProblemCallout problem={problem} className="my-2" />}
      </td>
      <td className="ink-2">
        {mayChange ? (
          <Select aria-label={`Role of ${user.username}`} value={wanted ?? user.role} onChange={(event) => setWanted(event.target.value as SiteRole)}>
            {SITE_ROLES.map((role) => (
              <option key={role} value={role}>
                {capital(roleWord(role))}
              </option>
            ))}
          </Select>
        ) : (
          <span title={own ? "You cannot change your own role." : undefined}>{capital(roleWord(user.role))}</span>
        )}
      </td>
      <td className="ink-2">
        <span className="only-narrow">last seen </span>
        {user.lastSeenAt === null ? "never" : <Age at={user.lastSeenAt} />}
      </td>
      <td className="ink-2 only-wide">
        <Age at={user.createdAt} />
      </td>
      <td className="c-act">
        {wanted !== null && wanted !== user.role ? (
          <AskInPlace
            label={`Change the role of ${user.username}`}
            size="sm"
            step={{ question: "End all sessions?", keep: "Not now", go: `Make ${roleWord(wanted)}` }}
            onKeep={() => setWanted(null)}
            onGo={() => setRole.mutateAsync({ userId: user.id, role: wanted }).then(() => setWanted(null))}
          />
        ) : asking ? (
          <AskInPlace
            label={`Disable ${user.username}`}
            size="sm"
            step={{ question: "End all sessions?", keep: "Not now", go: "Disable" }}
            onKeep={() => setAsking(false)}
            onGo={() => set(true).then(() => setAsking(false))}
          />
        ) : user.disabled ? (
          <Button
            size="sm"
            blocked={manages ? null : lacksSentence("users.manage", rolesWith("users.manage"))}
            pending={change.isPending}
            onClick={() => void set(false).catch(() => {})}
            aria-label={`Enable ${user.username}`}
          >
            Enable
          </Button>
        ) : (
          <Button
            size="sm"
            variant="ghost"
            blocked={own ? "You cannot disable yourself." : manages ? null : lacksSentence("users.manage", rolesWith("users.manage"))}
            onClick={() => setAsking(true)}
            aria-label={`Disable ${user.username}`}
          >
            Disable
          </Button>
        )}
        {manages && <ResetMenu user={user} own={own} />}
      </td>
    </tr>
  );
}
