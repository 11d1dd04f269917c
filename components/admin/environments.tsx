"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { TextField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { SkeletonTable } from "@/components/ui/skeleton";
import { EnvironmentTag, Tag } from "@/components/ui/small";
import { type Column, Table } from "@/components/ui/table";
import { AskInPlace } from "@/components/ui/two-step";
import { useRemoveEnvironment } from "@/lib/client/environment-actions";
import { adminEnvironmentsQuery } from "@/lib/client/queries";
import { can } from "@/lib/core/access";
import type { EnvironmentAdminList, EnvironmentAdminView } from "@/lib/core/environments";
import { problemOf } from "@/lib/core/errors";
import type { ActorView } from "@/lib/core/people";
import { count, nameList, plain } from "@/lib/format/names";
import { engineLook } from "./engine-look";
import { EnvironmentForm } from "./environment-form";

const COLUMNS: readonly Column[] = [
  { head: "Environment", width: "w-[170px]" },
  { head: "Engine" },
  { head: "State", width: "w-[170px]" },
  { head: "Who may deploy", width: "w-[22%]" },
  { head: "Stacks", width: "w-[80px]" },
  { head: "Actions", width: "w-[220px]", unseen: true },
];

/** The places that stacks live in: each with its colour, its engine and who may deploy there. */
export function Environments({ environment, actor }: { environment: string; actor: ActorView }) {
  const router = useRouter();
  const { data, error } = useQuery(adminEnvironmentsQuery());
  /** The one whose form is open; "" for a new one. */
  const [open, setOpen] = useState<string | null>(null);
  const manages = can(actor, "environment.manage", null);
  const edited = data?.environments.find(({ name }) => name === open) ?? null;
  const done = (name: string | null) => {
    setOpen(null);
    // The page one stands on has its name in its address.
    if (name !== null && edited !== null && edited.name === environment && name !== environment) router.replace(`/${name}/admin?tab=environments`);
  };
  return (
    <>
      <div className="section-head">
        <h2>Environments</h2>
        {data && <span className="n">{data.environments.length}</span>}
        <span className="spacer" />
        {manages && open === null && (
          <Button icon="plus" onClick={() => setOpen("")}>
            New environment
          </Button>
        )}
      </div>
      {error && <ProblemCallout problem={problemOf(error)} />}
      {data === undefined && !error && <SkeletonTable rows={2} columns={["120px", "200px", "80px"]} label="Environments are loading" />}
      {data && open !== null && <EnvironmentForm key={open} list={data} view={edited} onDone={done} />}
      {data && (
        <Table label="Environments" columns={COLUMNS} className="table-plain" foot={footOf(data)}>
          {data.environments.map((view) => (
            <Row key={view.id} view={view} list={data} here={view.name === environment} onEdit={manages ? () => setOpen(view.name) : null} />
          ))}
        </Table>
      )}
    </>
  );
}

const footOf = ({ environments }: EnvironmentAdminList): string =>
  environments.length === 1 ? "A second environment keeps what people rely on apart from what they try out." : `${count(environments.length, "environment")}.`;

function Row({ view, list, here, onEdit }: { view: EnvironmentAdminView; list: EnvironmentAdminList; here: boolean; onEdit: (() => void) | null }) {
  const [asking, setAsking] = useState(false);
  const look = engineLook(view.status.state);
  return (
    <>
      <tr>
        <td className="c-wide">
          <div className="row">
            <EnvironmentTag name={view.name} colour={view.colour} />
            {here && <span className="meta">you are here</span>}
          </div>
          {view.baseDomain && <p className="mono meta mt-1">{view.baseDomain}</p>}
        </td>
        <td className="ink-2 !py-2.5 [overflow-wrap:anywhere]">
          <span className="mono">{view.status.endpoint || list.own}</span>
          <p className="meta">{engineNote(view)}</p>
        </td>
        <td>
          <span className="row flex-nowrap">
            <Icon name={look.icon} className={look.tone} spin={view.status.state === "connecting"} />
            {look.words}
          </span>
        </td>
        <td className="ink-2">
          {openWords(view, list)} {view.needsApproval && <Tag>waits for a yes</Tag>}
        </td>
        <td className="tabular-nums">
          {view.stacks}
          <span className="only-narrow"> {view.stacks === 1 ? "stack" : "stacks"}</span>
        </td>
        <td className="c-act">
          <span className="row justify-end">
            <ButtonLink size="sm" variant="ghost" href={`/${view.name}/admin?tab=engine`} aria-label={`Engine of ${view.name}`}>
              Engine
            </ButtonLink>
            {onEdit && (
              <>
                <Button size="sm" onClick={onEdit} aria-label={`Edit ${view.name}`}>
                  Edit
                </Button>
                <Button size="sm" variant="ghost" blocked={removalFault(view, list, here)} onClick={() => setAsking(true)} aria-label={`Remove ${view.name}`}>
                  Remove
                </Button>
              </>
            )}
          </span>
        </td>
      </tr>
      {asking && (
        <tr>
          <td colSpan={COLUMNS.length}>
            <RemoveInPlace name={view.name} onClose={() => setAsking(false)} />
          </td>
        </tr>
      )}
    </>
  );
}

function engineNote({ engine, pinned, sharing, status }: EnvironmentAdminView): string {
  const line = engine.kind === "network" ? (engine.tls ? "TLS" : "without TLS") : engine.kind === "own" ? "the server's own" : "socket";
  const at = pinned === null ? "" : `, at ${pinned}`;
  const shared = sharing.length === 0 ? "" : `; shared with ${plain(nameList(sharing))}`;
  return `${line}${at}${status.version ? `, engine ${status.version}` : ""}${shared}`;
}

function openWords({ openTo }: EnvironmentAdminView, { projects }: EnvironmentAdminList): string {
  if (openTo === null) return "Everybody";
  const names = openTo.flatMap((id) => projects.find((one) => one.id === id)?.name ?? []);
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ") || "Administrators only";
}

function removalFault({ stacks }: EnvironmentAdminView, { environments }: EnvironmentAdminList, here: boolean): string | null {
  if (environments.length === 1) return "The last environment stays.";
  if (stacks > 0) return `It has ${count(stacks, "stack")}; remove those first.`;
  return here ? "You are on its page; switch to another environment first." : null;
}

function RemoveInPlace({ name, onClose }: { name: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const remove = useRemoveEnvironment();
  return (
    <div className="grid gap-3 py-2">
      {remove.error && <ProblemCallout problem={remove.error.problem} />}
      <TextField
        label={`Type ${name} to remove it`}
        hint="Its policy, settings and history of operations go. The engine and the audit log are left as they are."
        mono
        className="!w-64"
        value={typed}
        onText={setTyped}
      />
      <AskInPlace
        label={`Remove ${name}`}
        size="sm"
        variant="danger"
        step={{ question: `Remove \`${name}\`?`, keep: "Keep it", go: "Remove" }}
        onKeep={onClose}
        onGo={() => remove.mutateAsync({ environment: name, typedName: typed }).then(onClose)}
      />
    </div>
  );
}
