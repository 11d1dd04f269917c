import { isTyped, type TypedSecrets } from "@/components/editor/typed-secrets";
import { stackNameError } from "@/components/stack/stack-name";
import type { ImportedStack } from "@/lib/export/read-export";

/** How it stands with one stack of an archive. */
export type Verdict =
  /** Not looked at as it is now. */
  | { kind: "open" }
  | { kind: "checking" }
  /** Reviewed. Without a hash there is no file, and only the stack itself is created. */
  | { kind: "ready"; hash: string | null; services: number }
  /** The review, or the deploy, says no; the sentence may carry back-ticks. */
  | { kind: "refused"; reason: string }
  | { kind: "sending" }
  | { kind: "done" };

export interface ImportRow {
  stack: ImportedStack;
  name: string;
  chosen: boolean;
  variables: Record<string, string>;
  /** Texts of secrets, as far as they are typed. */
  secrets: TypedSecrets;
  verdict: Verdict;
}

const NO_SECRETS: TypedSecrets = {};

/** A stack whose name is taken stays out until it gets another one. */
export const rowsOf = (stacks: readonly ImportedStack[], taken: ReadonlySet<string>): ImportRow[] =>
  stacks.map((stack) => ({
    stack,
    name: stack.name,
    chosen: !taken.has(stack.name),
    variables: stack.variables,
    secrets: NO_SECRETS,
    verdict: { kind: "open" },
  }));

/** Why a row's name will not do; null when it will. */
export function nameTrouble(rows: readonly ImportRow[], row: ImportRow, taken: ReadonlySet<string>): string | null {
  if (row.verdict.kind === "done" || row.verdict.kind === "sending") return null;
  const wrong = stackNameError(row.name);
  if (wrong) return wrong;
  if (taken.has(row.name)) return `${row.name} exists here already. Give this one another name.`;
  const twin = row.chosen && rows.some((other) => other !== row && (other.chosen || other.verdict.kind === "done") && other.name === row.name);
  return twin ? "Another stack of this list has this name." : null;
}

/** Variables and secrets whose values the archive does not have and nobody gave yet. */
export const unfilled = ({ stack, variables, secrets }: ImportRow): string[] => [
  ...stack.missing.filter((name) => (variables[name] ?? "") === ""),
  ...stack.secrets.filter((name) => !isTyped(secrets[name])),
];

/** Somebody may be typing in it. */
export const isEdited = ({ stack, name, variables, secrets }: ImportRow): boolean =>
  name !== stack.name || variables !== stack.variables || secrets !== NO_SECRETS;

/** The next row to be reviewed; one at a time, in their order. */
export function nextToReview(rows: readonly ImportRow[], taken: ReadonlySet<string>): ImportRow | null {
  if (rows.some(({ verdict }) => verdict.kind === "checking" || verdict.kind === "sending")) return null;
  return rows.find((row) => row.chosen && row.verdict.kind === "open" && nameTrouble(rows, row, taken) === null) ?? null;
}

export const sendable = (rows: readonly ImportRow[], taken: ReadonlySet<string>): ImportRow[] =>
  rows.filter((row) => row.chosen && row.verdict.kind === "ready" && nameTrouble(rows, row, taken) === null);

export interface Tally {
  ready: number;
  refused: number;
  done: number;
  busy: boolean;
  chosen: number;
}

export function tally(rows: readonly ImportRow[], taken: ReadonlySet<string>): Tally {
  const open = rows.filter(({ chosen, verdict }) => chosen && verdict.kind !== "done");
  return {
    ready: sendable(rows, taken).length,
    refused: open.filter((row) => row.verdict.kind === "refused" || nameTrouble(rows, row, taken) !== null).length,
    done: rows.filter(({ verdict }) => verdict.kind === "done").length,
    busy: rows.some(({ verdict }) => verdict.kind === "checking" || verdict.kind === "sending") || nextToReview(rows, taken) !== null,
    chosen: open.length,
  };
}
