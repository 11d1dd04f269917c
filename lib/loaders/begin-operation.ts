import "server-only";
import { failureOf, operationPath, showOperation } from "@/lib/api/show";
import { fail } from "@/lib/core/errors";
import type { OperationView } from "@/lib/core/views";
import { beginOnce } from "@/lib/ops/begin-once";
import type { Started } from "@/lib/ops/change-stack";
import type { OpContext } from "@/lib/ops/context";
import { apiState } from "./api-state";
import type { ApiAnswer, ApiRequest } from "./api-v1";
import { waitFor } from "./wait-for";

type Asked = ApiRequest<unknown, { wait?: number | undefined }, unknown>;

/** Begins what the op begins, once for each Idempotency-Key, and waits for its end where that is asked for. */
export async function beginOperation(
  { ctx, params, query: { wait = 0 }, body, request, hold }: Asked,
  begin: (ctx: OpContext) => Promise<Started>,
): Promise<ApiAnswer> {
  const key = keyIn(request);
  const again = { "idempotency-replayed": "true" };
  const {
    operationId,
    request: waits = null,
    ...rest
  } = key === null ? await begin(ctx) : await beginOnce(ctx, { key, request: sameRequest(ctx, request, params, body) }, apiState().underWay, begin);
  const headers = "again" in rest && rest.again ? again : {};
  if (operationId === null) return { status: waits === null ? 200 : 202, body: { operation: null, request: waits }, headers };
  const operation = await waitFor(ctx, operationId, wait, hold);
  if (operation.status === "failed" || operation.status === "superseded") throw failed(operation);
  const status = operation.status === "running" ? 202 : wait > 0 ? 200 : 202;
  return { status, body: { operation: showOperation(operation), request: null }, headers: { ...headers, location: operationPath(operationId) } };
}

const KEY = /^[\x21-\x7e]{1,128}$/;

function keyIn(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key !== null && !KEY.test(key)) throw fail("INVALID_INPUT", { field: "Idempotency-Key", reason: "1 to 128 printable signs without spaces" });
  return key;
}

/** Everything that makes a request this one; how long its sender waits is not a part of it. */
const sameRequest = (ctx: OpContext, request: Request, params: unknown, body: unknown): string =>
  ctx.hash(JSON.stringify([request.method, new URL(request.url).pathname, params, body]));

function failed({ id, kind, status, problem }: OperationView) {
  const cause = problem ? failureOf(problem) : null;
  return fail("OPERATION_FAILED", { operation: id, kind, status, cause: cause ? `${cause.title}. ${cause.detail}` : "It says no more." });
}
