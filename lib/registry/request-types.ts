import type { Scope } from "@/lib/core/access";

/** What waits for a yes; `input` is sealed. */
export interface DeployRequestRow {
  id: string;
  stackId: string;
  stack: string;
  environmentId: string;
  askerId: string;
  asker: string;
  kind: "deploy" | "upgrade";
  hash: string;
  baseRevision: number;
  message: string | null;
  createdAt: number;
  status: DeployRequestStatus;
  decidedBy: string | null;
  decidedAt: number | null;
  reason: string | null;
}
export type DeployRequestStatus = "waiting" | "approved" | "declined" | "withdrawn" | "replaced";

export interface RequestReads {
  /** What waits in an environment, and what was declined and not yet put away. Oldest first. */
  openRequests(scope: Scope, environmentId: string, stackId?: string): Promise<DeployRequestRow[]>;
  request(scope: Scope, requestId: string): Promise<(DeployRequestRow & { input: string }) | null>;
}

export interface RequestWrites {
  /** Takes the place of what waited for the same stack. `input` makes the sealed text for the row's id. */
  addRequest(
    input: Pick<DeployRequestRow, "stackId" | "environmentId" | "askerId" | "asker" | "kind" | "hash" | "baseRevision" | "message"> & {
      input: (id: string) => string;
    },
    at: number,
  ): Promise<string>;
  /** False when it was not in one of `from` any more. */
  decideRequest(
    requestId: string,
    from: DeployRequestStatus[],
    decision: { status: DeployRequestStatus; by: string; reason?: string | null; operationId?: string | null },
    at: number,
  ): Promise<boolean>;
  /** What waits in an environment that asks for no yes any more. */
  withdrawRequests(environmentId: string, by: string, at: number): Promise<void>;
}
