import type { SiteRole } from "./access";
import type { ChainVerdict } from "./audit-chain";

/**
 * `started` says that something will be done and waits for the row that says how it ended; every other outcome is an end. `unknown`: the server
 * died in between. `refused`: nothing was done.
 */
export const AUDIT_OUTCOMES = ["started", "succeeded", "failed", "superseded", "refused", "unknown"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** Which acts are meant; null leaves a field open. Times are ms since the epoch, `from` included, `until` not. */
export interface AuditFilter {
  person: string | null;
  action: string | null;
  stack: string | null;
  environment: string | null;
  address: string | null;
  outcome: AuditOutcome | null;
  from: number | null;
  until: number | null;
}

export const NO_FILTER: AuditFilter = {
  person: null,
  action: null,
  stack: null,
  environment: null,
  address: null,
  outcome: null,
  from: null,
  until: null,
};

/** Whose rows may be read: all, those of one stack, or what one person did. Never optional. */
export type AuditScope = { readonly kind: "all" } | { readonly kind: "stack"; readonly stackId: string } | { readonly kind: "person"; readonly userId: string };

export const REFUSED_ATTEMPT = "access.refuse";

/** Somebody named a stack that is not theirs. Not for their own eyes: that the row is there says that the stack is. */
export const isForeignAttempt = ({ action, stackId }: { action: string; stackId: string | null }): boolean => action === REFUSED_ATTEMPT && stackId !== null;

/** One act as a list shows it: what was done or refused, and how it ended. */
export interface AuditLine {
  number: number;
  at: number;
  actor: string;
  role: SiteRole | null;
  address: string | null;
  action: string;
  outcome: AuditOutcome;
  /** When it ended; null while it runs, and for what was done at once. */
  endedAt: number | null;
  stack: string | null;
  environment: string | null;
  subject: string;
}

/** Everything that is known of one act. */
export interface AuditDetail extends AuditLine {
  session: string | null;
  operationId: string | null;
  object: { kind: string; id: string | null } | null;
  project: string | null;
  /** JSON, laid out for reading. */
  before: string | null;
  after: string | null;
  hash: string;
  previousHash: string;
  /** The row that says how it ended, if that is another one. */
  result: { number: number; at: number; outcome: AuditOutcome; after: string | null; hash: string } | null;
  /** Whether a recording of this shell is kept, and may be seen by whoever asks. */
  recording: "none" | "here" | "gone";
}

export interface AuditPage {
  lines: AuditLine[];
  /** The number to go on before; null when nothing is older. */
  older: number | null;
}

/** What a check of the whole log says while it goes on, and at its end. */
export type AuditCheck = { rows: number; of: number } | { verdict: ChainVerdict };

export interface AuditVerifier {
  /** Tells how far it is and at last what it came to; one that is asked for meanwhile waits. */
  verify(): AsyncIterable<AuditCheck>;
}
