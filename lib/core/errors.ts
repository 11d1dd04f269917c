import type { FileFault } from "./files";
import type { Excess } from "./quota";
import type { Proof } from "./sign-in";

/**
 * Every failure a person can meet has a code here and a typed payload; the sentence for it lives in lib/format/sentences.ts.
 * Codes are stored with operations, so a code is never renamed without a migration.
 */
export interface ErrorPayloads {
  /** Missing, or not yours: the two are never told apart. */
  NOT_FOUND: {
    what:
      | "environment"
      | "stack"
      | "service"
      | "container"
      | "revision"
      | "operation"
      | "user"
      | "file"
      | "secret"
      | "project"
      | "invitation"
      | "member"
      | "offer"
      | "request"
      | "port"
      | "token"
      | "address"
      | "audit entry"
      | "recording";
  };
  UNAUTHENTICATED: Record<string, never>;
  /** `roles`: those that could, where it is a matter of roles. */
  FORBIDDEN: { action: string; needs: string; roles?: readonly string[] };
  /** An administrator in a stack that is not theirs says why, for its owner to read. */
  REASON_NEEDED: { action: "shell.open"; what?: "files" };
  /** The input did not parse; `field` is the accessible name of the field to look at. */
  INVALID_INPUT: { field: string; reason: string };
  /** The lifecycle does not allow the action now; `reason` is a BlockReason, `wayOut` the actions that lead out. */
  BLOCKED: { action: string; reason: string; wayOut: string[] };
  /** A second upgrade while one waits: the caller chooses. */
  UPGRADE_WAITS: { services: string[] };
  NAME_TAKEN: { name: string };
  WRONG_CONFIRMATION: { expected: string };
  /** A confirmation must name exactly the volumes without a name that it deletes. */
  VOLUMES_NOT_NAMED: { volumes: { container: string; path: string; name: string }[] };
  /** The text reviewed is not the text that would be deployed. */
  STALE_REVIEW: {
    reviewed: string;
    current: string;
    /** What would be deployed now, rendered: the page compares it with what it showed. */
    rendered?: string | null;
  };
  /** The stack moved on since `base`, on which the sent text was begun: `by` put revision `current` there at `at`. */
  EDIT_CONFLICT: { base: number; current: number; by: string; at: number };
  COMPOSE_REFUSED: {
    errors: number;
    first: string;
    line: number;
    column?: number;
    rule?: string;
    path?: string;
    /** All of them, for a reader that is no editor. */
    issues?: { rule: string; path: string; line: number; column: number; message: string }[];
  };
  /** What the policy of today says against going back; `wayOut` is what the person may do instead. */
  POLICY_REFUSED: {
    action: "roll-back" | "upgrade" | "transfer";
    service: string;
    revision: number;
    rule: string;
    line: number;
    reason: string;
    wayOut: PolicyWayOut[];
  };
  /** Somebody else saved the policy in between. */
  POLICY_CHANGED: { environment: string };
  /** A granted directory of the host that is not what it was, or cannot be looked at from here. */
  SECRETS_UNAVAILABLE: { path: string; reason: "remote" | "not-memory" | "not-own" | "not-writable" };
  SECRET_MISSING: { secret: string };
  /** The key it was sealed with is not on the keyring, or the row was changed. */
  SECRET_SEALED: { secret: string };
  SECRET_IN_USE: { secret: string; services: string[] };
  HOST_DIRECTORY_REFUSED: { path: string; reason: "missing" | "symlink" | "kind" | "remote" | "config-link" };
  /** A host that somebody typed and that must not be connected to, or that no resolver knows. */
  ADDRESS_REFUSED: { host: string; reason: "private" | "not-found" };
  /** It has stacks: it can neither go nor move to another engine. */
  ENVIRONMENT_IN_USE: { environment: string; stacks: number; what: "remove" | "move" };
  ENVIRONMENT_LAST: { environment: string };
  /** Only chosen projects may deploy there. */
  ENVIRONMENT_CLOSED: { environment: string };
  /** It was switched on while somebody deployed. */
  APPROVAL_NEEDED: { environment: string };
  REQUEST_OVER: { status: string; by: string | null };
  OWN_REQUEST: Record<string, never>;
  ASKER_GONE: { asker: string };
  PORT_TAKEN: { port: number; protocol: string; by: string };
  /** The change would make the project hold more of something than it may. */
  QUOTA_EXCEEDED: { project: string; environment: string; over: Excess[] };
  NO_FREE_PORT: { from: number; to: number };
  SCALE_IMPOSSIBLE: { service: string; reason: "fixed-port" | "container-name" | "policy"; limit: number };
  START_FIRST_IMPOSSIBLE: { service: string; reason: "fixed-port" | "container-name" | "kept-address" };
  /** The network was made without a subnet of ours, or its subnet is full. */
  RETAIN_IP_IMPOSSIBLE: { service: string; network: string };
  SERVICE_NEEDED: { service: string; by: string[] };
  ROLLBACK_IMPOSSIBLE: { service: string; missing: string[] };
  SUPERSEDED: { by: string };
  ENGINE_UNREACHABLE: { endpoint: string; since: number };
  ENGINE_NOT_CHANGING: { endpoint: string };
  /** What was to be looked for in kept logs takes too long: an expression that never ends. */
  SEARCH_TOO_SLOW: { seconds: number };
  ENGINE_TIMEOUT: { call: string; seconds: number };
  IMAGE_NOT_FOUND: { image: string };
  IMAGE_DENIED: { image: string };
  REGISTRY_UNREACHABLE: { image: string; host: string };
  PORT_IN_USE: { port: number };
  COMMAND_NOT_FOUND: { command: string };
  COMMAND_NOT_EXECUTABLE: { command: string };
  NO_SUCH_USER: { user: string };
  WORKING_DIR_INVALID: { path: string };
  NETWORK_POOL_EXHAUSTED: Record<string, never>;
  /** The engine counts containers on a network that are gone, or that somebody else connected. */
  NETWORK_IN_USE: Record<string, never>;
  DISK_FULL: Record<string, never>;
  FOREIGN_OBJECT: { kind: "container" | "network" | "volume"; name: string };
  CONTAINER_EXITED: { container: string; exitCode: number };
  OUT_OF_MEMORY: { container: string; limitBytes: number | null };
  CRASH_LOOP: { container: string; exitCode: number | null; restarts: number };
  UNHEALTHY: { container: string; output: string };
  HEALTH_DEADLINE: { service: string; seconds: number };
  /** A command under `post_start`; null when it did not end in time. */
  HOOK_FAILED: { container: string; command: string; exitCode: number | null; output: string };
  NO_SHELL: { image: string };
  /** `path` as it can be shown; `detail`: what the container's own program said. */
  FILE_REFUSED: { path: string; reason: FileFault; detail: string | null; limitBytes: number };
  /** The environment has it switched off. */
  TRANSFER_OFF: { environment: string };
  /** What an administrator allowed does not work as a debug image, or is not allowed (any more). */
  DEBUG_IMAGE_REFUSED: { image: string; reason: "not-allowed" | "no-shell" | "volumes" };
  /** For opening something over a socket: used before, too old, or for something else. */
  TICKET_REFUSED: Record<string, never>;
  /** Nothing was typed and nothing was said for as long as the environment allows. */
  SHELL_IDLE: { minutes: number };
  /** It was to be gone on with, and had ended. */
  SHELL_GONE: Record<string, never>;
  /** Another page of the same person goes on with it. */
  SHELL_MOVED: Record<string, never>;
  CONTAINER_NOT_RUNNING: { container: string; state: string };
  TOO_MANY_ATTEMPTS: { retryAfterSeconds: number };
  SIGN_IN_FAILED: Record<string, never>;
  /** Signed in too long ago for what is asked; `ways` are how this person can prove who they are. */
  REAUTHENTICATE: { ways: Proof[]; provider: string | null };
  /** Nothing else works until the password an administrator gave out is replaced. */
  PASSWORD_CHANGE_NEEDED: Record<string, never>;
  /** Administrators need a second factor here, and this one has none. */
  SECOND_FACTOR_NEEDED: Record<string, never>;
  /** A one-time code that does not match, or was used. */
  CODE_WRONG: Record<string, never>;
  /** A directory or provider knows the person, and Spindle lets them in not all the same. */
  PROVIDER_REFUSED: { reason: ProviderRefusal };
  DIRECTORY_UNREACHABLE: { name: string };
  SETUP_TOKEN_WRONG: Record<string, never>;
  SETUP_DONE: Record<string, never>;
  /** None, mistyped, revoked, or of somebody who is disabled: the four are never told apart. */
  TOKEN_UNKNOWN: Record<string, never>;
  /** Said only to who holds the token itself. */
  TOKEN_EXPIRED: { name: string };
  TOKEN_SCOPE: { needs: string };
  /** A token in an address ends up in logs of others. */
  TOKEN_IN_URL: Record<string, never>;
  TOO_MANY_TOKENS: { limit: number };
  RATE_LIMITED: { retryAfterSeconds: number };
  BODY_TOO_LARGE: { limitBytes: number };
  NOT_JSON: Record<string, never>;
  /** The same Idempotency-Key with another request. */
  KEY_REUSED: Record<string, never>;
  /** Asked to wait for an operation, which did not go well. */
  OPERATION_FAILED: { operation: string; kind: string; status: string; cause: string };
  ENGINE_ERROR: { message: string };
  UNKNOWN: Record<string, never>;
}

export const PROVIDER_REFUSALS = ["clash", "disabled", "name", "setup", "failed"] as const;
/** `clash`: the name belongs to another account; `name`: it cannot be a name here; `setup`: there is no administrator yet. */
export type ProviderRefusal = (typeof PROVIDER_REFUSALS)[number];

/** What leads out where the policy of today says no. */
export type PolicyWayOut = "confirm" | "upgrade" | "ask-administrator" | "pause-on-failure";

export type ErrorCode = keyof ErrorPayloads;

/** A code with its payload: what is stored, sent and turned into a sentence. */
export type Problem = { [C in ErrorCode]: { code: C; data: ErrorPayloads[C] } }[ErrorCode];

/** The only error class that crosses rooms. */
export class SpindleError extends Error {
  constructor(
    readonly problem: Problem,
    options?: { cause?: unknown },
  ) {
    super(problem.code, options);
    this.name = "SpindleError";
  }

  /** The server's own bundle and Next's hold a copy of this class each; an error made by one is known by the other. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "SpindleError";
  }
}

/** Shorthand that keeps code and payload together: `throw fail("NOT_FOUND", { what: "stack" })`. */
export function fail<C extends ErrorCode>(code: C, data: ErrorPayloads[C], cause?: unknown): SpindleError {
  return new SpindleError({ code, data } as Problem, cause === undefined ? undefined : { cause });
}

/** The problem inside any thrown value; unknown values become UNKNOWN and keep no text, so nothing leaks. */
export function problemOf(error: unknown): Problem {
  return error instanceof SpindleError ? error.problem : { code: "UNKNOWN", data: {} };
}
