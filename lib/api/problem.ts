import { type ErrorCode, type Problem, problemOf } from "@/lib/core/errors";
import { failureOf } from "./show";

const STATUS: Partial<Record<ErrorCode, number>> = {
  TOKEN_UNKNOWN: 401,
  TOKEN_EXPIRED: 401,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  TOKEN_SCOPE: 403,
  NOT_FOUND: 404,
  BLOCKED: 409,
  EDIT_CONFLICT: 409,
  NAME_TAKEN: 409,
  STALE_REVIEW: 409,
  UPGRADE_WAITS: 409,
  VOLUMES_NOT_NAMED: 409,
  ROLLBACK_IMPOSSIBLE: 409,
  CONTAINER_NOT_RUNNING: 409,
  PORT_TAKEN: 409,
  OPERATION_FAILED: 409,
  BODY_TOO_LARGE: 413,
  NOT_JSON: 415,
  RATE_LIMITED: 429,
  UNKNOWN: 500,
  ENGINE_UNREACHABLE: 503,
  ENGINE_TIMEOUT: 504,
};

export const statusOf = (problem: Problem): number => STATUS[problem.code] ?? 422;

/** A refusal as RFC 9457 has it. Texts of unknown errors stay in the log. */
export function problemAnswer(error: unknown, headers: Record<string, string> = {}): Response {
  const problem = problemOf(error);
  const status = statusOf(problem);
  const { code, title, detail } = failureOf(problem);
  const body = { type: `urn:spindle:problem:${code}`, title, status, detail, code, data: problem.data };
  const wait: Record<string, string> = problem.code === "RATE_LIMITED" ? { "retry-after": String(problem.data.retryAfterSeconds) } : {};
  const challenge: Record<string, string> = status === 401 ? { "www-authenticate": 'Bearer realm="Spindle"' } : {};
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "private, no-store", ...challenge, ...wait, ...headers },
  });
}
