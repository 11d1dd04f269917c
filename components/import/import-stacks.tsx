"use client";
import { useRouter } from "next/navigation";
import { ActionBar } from "@/components/editor/action-bar";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import type { ImportedStack } from "@/lib/export/read-export";
import { count } from "@/lib/format/names";
import { ImportLine } from "./import-line";
import { nameTrouble, tally } from "./import-row";
import { importSentence } from "./import-sentence";
import { useImport } from "./use-import";

export interface ImportStacksProps {
  environment: string;
  /** What the archive is called. */
  from: string;
  stacks: readonly ImportedStack[];
  /** Where they go. */
  project?: string | null;
  /** Put aside while one of them is in the editor. */
  hidden: boolean;
  onEdit: (stack: ImportedStack) => void;
  onClose: () => void;
}

/** The stacks of an export: which come in, under which names, and what became of each. Each goes the way of any new stack: review, then deploy. */
export default function ImportStacks({ environment, from, stacks, project = null, hidden, onEdit, onClose }: ImportStacksProps) {
  const router = useRouter();
  const { rows, taken, sending, send, change } = useImport(environment, from, stacks, project);
  const sums = tally(rows ?? [], taken);
  const open = (rows ?? []).filter(({ verdict }) => verdict.kind !== "done");
  const all = open.length > 0 && open.every(({ chosen }) => chosen);
  const finished = rows !== null && sums.done > 0 && sums.chosen === 0;
  return (
    <section hidden={hidden} className={hidden ? undefined : "flex min-h-0 flex-1 flex-col"} aria-label="Import stacks">
      <div className="min-h-0 flex-1 overflow-auto px-8 pt-5 pb-8 max-narrow:overflow-visible max-narrow:px-4">
        <h2 className="mb-1 text-lg font-medium">Import stacks</h2>
        <p className="ink-2 mb-5 max-w-[72ch]">
          <span className="mono">{from}</span> holds {count(stacks.length, "stack")}. Choose which come in; nothing starts before you deploy. Volumes come back
          empty, for an export holds no data.
        </p>
        {rows === null ? (
          <Skeleton width="100%" height={`${44 + stacks.length * 57}px`} />
        ) : (
          <div className="card">
            <div className="card-head">
              <Checkbox
                checked={all}
                disabled={sending || open.length === 0}
                onChange={(event) => {
                  for (const row of open) change(row, { chosen: event.target.checked });
                }}
              >
                All stacks
              </Checkbox>
              <span className="meta">{count(sums.chosen, "stack")} chosen</span>
            </div>
            <ul>
              {rows.map((row, index) => (
                <ImportLine
                  // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two folders may have one name.
                  key={index}
                  environment={environment}
                  row={row}
                  trouble={nameTrouble(rows, row, taken)}
                  locked={sending}
                  onChange={(changed) => change(row, changed)}
                  onEdit={() => onEdit({ ...row.stack, name: row.name, variables: row.variables })}
                />
              ))}
            </ul>
          </div>
        )}
      </div>
      <ActionBar sentence={importSentence(sums, sending)}>
        <Button variant="ghost" disabled={sending} onClick={onClose}>
          {finished ? "Close the list" : "Cancel"}
        </Button>
        {finished ? (
          <Button variant="primary" onClick={() => router.push(`/${environment}/stacks`)}>
            See the stacks
          </Button>
        ) : (
          <Button variant="primary" disabled={sums.ready === 0 || sums.busy} pending={sending} onClick={() => void send()}>
            {sums.ready > 1 ? `Deploy ${count(sums.ready, "stack")}` : "Deploy"}
          </Button>
        )}
      </ActionBar>
    </section>
  );
}
