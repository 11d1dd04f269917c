import type { OperationKind, OperationStatus, OperationView } from "@/lib/core/views";

export interface ActivityFilter {
  stack: string | null;
  kind: OperationKind | null;
  status: OperationStatus | null;
}

export const STATUSES: { value: OperationStatus; label: string }[] = [
  { value: "running", label: "Running" },
  { value: "succeeded", label: "Done" },
  { value: "failed", label: "Failed" },
  { value: "superseded", label: "Replaced" },
];
export const KINDS: OperationKind[] = [
  "deploy",
  "upgrade",
  "confirm",
  "roll-back",
  "pause",
  "resume",
  "scale",
  "start",
  "stop",
  "restart",
  "remove",
  "repair",
  "transfer",
  "access",
  "shell",
  "files",
  "logs",
];

export function readFilter(params: URLSearchParams): ActivityFilter {
  const kind = params.get("kind");
  const status = params.get("status");
  return {
    stack: params.get("stack"),
    kind: KINDS.find((known) => known === kind) ?? null,
    status: STATUSES.find(({ value }) => value === status)?.value ?? null,
  };
}

export function writeFilter(filter: ActivityFilter): string {
  const set = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== null);
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}

/** Running ones on top, then the newest first. */
export function filterOperations(operations: readonly OperationView[], { stack, kind, status }: ActivityFilter): OperationView[] {
  const running = (operation: OperationView) => (operation.status === "running" ? 0 : 1);
  return operations
    .filter((one) => (stack === null || one.stack === stack) && (kind === null || one.kind === kind) && (status === null || one.status === status))
    .sort((a, b) => running(a) - running(b) || b.startedAt - a.startedAt);
}
