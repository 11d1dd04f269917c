"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { SkeletonTable } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { accessQuery } from "@/lib/client/queries";
import type { Role } from "@/lib/core/access";
import type { AccessView, RightView } from "@/lib/core/projects";
import type { StackView } from "@/lib/core/views";
import { capital } from "@/lib/format/names";
import { rightWords, roleWord } from "@/lib/format/right-words";
import { TransferCard } from "./transfer-card";

const COLUMNS: readonly Column[] = [{ head: "Right", width: "w-[300px]" }, { head: "Who has it" }, { head: "You", width: "w-[90px]" }];

/** Who may see and do what with this stack, for everybody who sees it. */
export function AccessTab({ stack }: { stack: StackView }) {
  const { data } = useQuery(accessQuery(stack.environment, stack.name));
  if (!data) return <SkeletonTable rows={8} columns={["30%", "50%", "8%"]} label="Loading who may do what" />;
  return (
    <div className="grid gap-5">
      <p className="ink-2 max-w-[76ch]">
        {standing(data)} Rights come from the roles in the project{" "}
        <Link className="link mono" href={`/${stack.environment}/projects/${data.project}`}>
          {data.project}
        </Link>
        , and for those who look after this installation from their role there. What they do to a stack that is not theirs stands in its Activity.
      </p>
      <Table label="Who may do what" columns={COLUMNS} className="table-plain">
        {data.rights.map((right) => (
          <RightRow key={right.permission} right={right} />
        ))}
      </Table>
      <TransferCard stack={stack} />
    </div>
  );
}

function standing({ member, siteRole }: AccessView): string {
  if (member !== null) return `Your role here: ${roleWord(member)}.`;
  return `You see this stack as ${roleWord(siteRole)}.`;
}

function RightRow({ right: { permission, own, people, off } }: { right: RightView }) {
  return (
    <tr>
      <td className="max-narrow:flex-1">
        <span className="strong">{capital(rightWords(permission))}</span>
        {off && <span className="meta block">Turned off for every {roleWord(off)}</span>}
      </td>
      <td className="c-wide max-narrow:order-last py-2 ink-2">{people.length === 0 ? <span className="ink-3">nobody</span> : <People people={people} />}</td>
      <td>
        <span className={own ? "health health-well" : "health health-stopped"}>
          <Icon name={own ? "check" : "dash"} />
          {own ? "yes" : "no"}
        </span>
      </td>
    </tr>
  );
}

/** By role, the owners first: "owners tin, anna; administrator root". */
function People({ people }: { people: RightView["people"] }) {
  const roles = [...new Set(people.map(({ role }) => role))];
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {roles.map((role: Role) => {
        const names = people.filter((one) => one.role === role).map(({ username }) => username);
        return (
          <li key={role}>
            <span className="ink-3">{roleWord(role)}</span> {names.join(", ")}
          </li>
        );
      })}
    </ul>
  );
}
