"use client";
import dynamic from "next/dynamic";
import { useCallback, useState } from "react";
import { ProblemCallout } from "@/components/ui/callout";
import { copyText } from "@/components/ui/copy-button";
import { AskInPlace } from "@/components/ui/two-step";
import { late } from "@/lib/client/late";
import { useVerbs, type Verb } from "@/lib/client/stack-actions";
import type { ServiceSummary, StackSummary } from "@/lib/core/views";
import { actionWord, secondStep } from "@/lib/format/sentences";
import { rowsOf } from "./arrange";
import { rowMenu } from "./row-menu";
import { ServiceRow, StackRow } from "./rows";
import type { DrawRow } from "./rows-in-sight";

const RemoveListed = late(() => import("./remove-listed").then((part) => part.RemoveListed));

/** Above this many rows only those in sight are drawn; what that needs loads then. */
const ALL_DRAWN = 60;
const RowsInSight = dynamic(() => import("./rows-in-sight").then((part) => part.RowsInSight));

interface Subject {
  stack: StackSummary;
  service: ServiceSummary | null;
}
type Asked = Subject & { verb: Verb };

export function StacksTable({ stacks, open, onToggle }: { stacks: StackSummary[]; open: ReadonlySet<string>; onToggle: (name: string) => void }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [removing, setRemoving] = useState<Subject | null>(null);
  const rows = rowsOf(stacks, open);
  // Stable, so that a row is drawn again only when its own stack changed.
  const menuOf = useCallback(
    (stack: StackSummary, service: ServiceSummary | null) =>
      rowMenu(stack, service, {
        onVerb: (verb) => setAsked({ stack, service, verb }),
        onRemove: () => setRemoving({ stack, service }),
        onCopy: (line) => void copyText(line),
      }),
    [],
  );
  const draw: DrawRow = (row, index, measure) => {
    const service = row.kind === "service" ? row.service : null;
    const about = asked !== null && asked.stack.id === row.stack.id && (asked.service?.id ?? null) === (service?.id ?? null) ? asked : null;
    return [
      row.kind === "stack" ? (
        <StackRow key={row.key} stack={row.stack} open={row.open} onToggle={onToggle} menuOf={menuOf} index={index} measure={measure} />
      ) : (
        <ServiceRow key={row.key} stack={row.stack} service={row.service} last={row.last} menuOf={menuOf} index={index} measure={measure} />
      ),
      about && <AskRow key={`${row.key}-ask`} asked={about} onClose={() => setAsked(null)} />,
    ];
  };
  return (
    <div className="table-wrap">
      <table className="table" aria-label="Stacks" aria-rowcount={rows.length + 1}>
        <colgroup>
          <col style={{ width: 36 }} />
          <col />
          <col style={{ width: 148 }} />
          <col style={{ width: 122 }} />
          <col style={{ width: 126 }} />
          <col className="w-end" />
          <col className="w-last" />
          <col style={{ width: 44 }} />
        </colgroup>
        <thead>
          <tr>
            <th className="c-x">
              <span className="sr-only">Open</span>
            </th>
            <th>Stack</th>
            <th>State</th>
            <th>Health</th>
            <th>Running</th>
            <th>Endpoints</th>
            <th className="c-last">Last change</th>
            <th className="c-k">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>{rows.length <= ALL_DRAWN ? rows.map((row, index) => draw(row, index)) : <RowsInSight rows={rows} draw={draw} first={ALL_DRAWN} />}</tbody>
      </table>
      {removing && <RemoveListed stack={removing.stack} service={removing.service} onClose={() => setRemoving(null)} />}
    </div>
  );
}

/** The second step of a row's action, in a row of its own below it. */
function AskRow({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { stack, service, verb } = asked;
  const { run, problem } = useVerbs({ environment: stack.environment, stack: stack.name, service: service?.name ?? null });
  const subject = service === null ? stack.name : `${stack.name}/${service.name}`;
  const word = actionWord(verb);
  const step = verb === "stop" || verb === "restart" ? secondStep(verb, subject, 0) : { question: `${word} \`${subject}\`?`, keep: "Not now", go: word };
  return (
    <tr className="is-asking">
      <td colSpan={8}>
        <AskInPlace label={word} step={step} size="sm" onKeep={onClose} onGo={() => run(verb).then(onClose)} />
        {problem && <ProblemCallout problem={problem} className="mt-2" />}
      </td>
    </tr>
  );
}
