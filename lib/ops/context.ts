import type { ComposeWork } from "@/lib/compose/reader";
import type { Actor } from "@/lib/core/access";
import type { AuditVerifier } from "@/lib/core/audit";
import type { AuditForward } from "@/lib/core/audit-forward";
import type { KeptLogs } from "@/lib/core/kept-logs";
import type { Post } from "@/lib/core/notice-addresses";
import type { Passwords } from "@/lib/core/passwords";
import type { Recordings } from "@/lib/core/recording";
import type { Sealing } from "@/lib/core/sealing";
import type { OneTimeCodes, SignInSettings } from "@/lib/core/sign-in";
import type { Statistics } from "@/lib/core/statistics";
import type { Places } from "@/lib/engine/port";
import type { Reconciler } from "@/lib/reconcile/types";
import type { AccountStore, Registry, RegistryWrites } from "@/lib/registry/types";

/** What every op gets. Built once by lib/runtime.ts; the actor and address are added at the door. */
export interface OpsDeps extends ComposeWork {
  registry: Registry;
  accounts: AccountStore;
  reconciler: Reconciler;
  /** Each environment's engine and what runs on it. */
  places: Places;
  passwords: Passwords;
  sealing: Sealing;
  codes: OneTimeCodes;
  signIn: SignInSettings;
  /** Shells as they were seen, where an environment wants that kept. */
  recordings: Recordings;
  /** Log lines that outlive their containers. */
  keptLogs: KeptLogs;
  /** What containers use, kept for a day. */
  statistics: Statistics;
  /** Checks the audit log in a thread of its own. */
  auditVerifier: AuditVerifier;
  auditForward: AuditForward;
  /** Mail and webhooks. */
  post: Post;
  now: () => number;
  /** For the operator's eyes: unknown errors with their cause. */
  log: (error: unknown) => void;
  /** Hex SHA-256 of a text. */
  hash: (text: string) => string;
  /** 128 random bits in lower case. */
  newId: () => string;
}

export interface OpContext extends OpsDeps {
  actor: Actor;
  address: string;
  /** Set where somebody else said yes to what the actor does here: only by lib/ops/decide-request.ts. */
  approval?: { requestId: string; by: { userId: string; username: string } };
  /** Writes along in the transaction that begins an operation or leaves a request for a yes, so that one call is one of them whatever happens after. */
  begun?: ((tx: RegistryWrites, begun: { operationId: string | null; request?: string }) => Promise<void>) | undefined;
}

export interface OpArgs<Input> {
  ctx: OpContext;
  input: Input;
}
