import "server-only";
import { allowedOrigin } from "@/lib/auth/allowed-origin";
import { type ErrorCode, fail, problemOf } from "@/lib/core/errors";
import type { OpContext } from "@/lib/ops/context";
import { noteRefusal } from "@/lib/ops/note-refusal";
import { getRuntime } from "@/lib/runtime";
import { opContext } from "./context";

const STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  PASSWORD_CHANGE_NEEDED: 403,
  SECOND_FACTOR_NEEDED: 403,
  REAUTHENTICATE: 403,
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  BLOCKED: 409,
  EDIT_CONFLICT: 409,
  ENGINE_UNREACHABLE: 503,
  ENGINE_TIMEOUT: 504,
  UNKNOWN: 500,
};

/** A refusal as JSON; texts of unknown errors stay in the log. */
function refusal(error: unknown): Response {
  const problem = problemOf(error);
  if (problem.code === "UNKNOWN") getRuntime().log(error);
  return Response.json({ problem }, { status: STATUS[problem.code] ?? 422, headers: { "cache-control": "private, no-store" } });
}

/** What is more than a question comes from a page of this site: a cookie alone does not say so. */
function requireOwnPage({ method, headers }: Request): void {
  if (method === "GET" || method === "HEAD") return;
  if (!allowedOrigin(headers.get("origin"), headers.get("host"), getRuntime().site))
    throw fail("FORBIDDEN", { action: "request", needs: "a page of this site" });
}

/** A handler that answers JSON, or with a whole Response: the actor is required, the op authorises, and a right that is lacking is written down. */
export function apiRoute<Params>(read: (ctx: OpContext, params: Params, request: Request) => Promise<unknown>) {
  return async (request: Request, { params }: { params: Promise<Params> }): Promise<Response> => {
    try {
      const ctx = await opContext();
      requireOwnPage(request);
      const named = await params;
      const value = await read(ctx, named, request).catch((error: unknown) => {
        noteRefusal(ctx, error, named);
        throw error;
      });
      return value instanceof Response ? value : Response.json(value, { headers: { "cache-control": "private, no-store" } });
    } catch (error) {
      return refusal(error);
    }
  };
}
