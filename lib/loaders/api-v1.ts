import "server-only";
import type * as z from "zod";
import { problemAnswer } from "@/lib/api/problem";
import type { ApiRoute } from "@/lib/api/table";
import { ADDRESS_HEADER } from "@/lib/auth/stamp-request";
import { actorByToken } from "@/lib/auth/token-actor";
import { watchToken } from "@/lib/auth/watch-token";
import { isWithin, type TokenMark, tokenHas } from "@/lib/core/api-tokens";
import { fail, problemOf } from "@/lib/core/errors";
import { holdsToken } from "@/lib/core/token-text";
import type { OpContext } from "@/lib/ops/context";
import { noteRefusal } from "@/lib/ops/note-refusal";
import { getRuntime } from "@/lib/runtime";
import { countRequest, holdOpen } from "./api-state";
import { queryOf, readJson, shaped } from "./read-json";

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : null;

export interface ApiRequest<Params, Query, Body> {
  ctx: OpContext;
  token: TokenMark;
  params: Params;
  query: Query;
  body: Body;
  request: Request;
  /** For what may take long: a signal that ends with the caller and with the token, until `release`. Throws RATE_LIMITED when too much is open. */
  hold(): Held;
}

export interface Held {
  signal: AbortSignal;
  /** Whether it ended because the token no longer stands. */
  revoked(): boolean;
  release(): void;
}

export interface ApiAnswer {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

/**
 * A handler of the API for programs, the sibling of `apiRoute`: a token in the header and nothing else, never a cookie; its scope, its limits, an
 * input that fits its schema exactly; then the op, which authorises. Answers with the value as JSON, or with a whole Response.
 */
export function apiV1<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType | null>(
  route: ApiRoute<Params, Query, Body>,
  handle: (asked: ApiRequest<z.output<Params>, z.output<Query>, Parsed<Body>>) => Promise<ApiAnswer | Response>,
) {
  return async (request: Request, { params }: { params: Promise<unknown> }): Promise<Response> => {
    // Next would answer HEAD by this as well, and leave a stream that nobody reads.
    if (request.method !== route.method) return new Response(null, { status: 405, headers: { ...PRIVATE, allow: route.method } });
    let headers: Record<string, string> = {};
    try {
      const url = new URL(request.url);
      if (holdsToken(decoded(request.url))) throw fail("TOKEN_IN_URL", {});
      const runtime = getRuntime();
      const address = request.headers.get(ADDRESS_HEADER) ?? "unknown";
      const { actor, token, expiresAt } = await actorByToken(request.headers.get("authorization"), address, runtime);
      const counted = countRequest(token.id, runtime.now());
      headers = counted.headers;
      if (counted.over) throw counted.over;
      if (route.scope !== null && !tokenHas(token, route.scope)) throw fail("TOKEN_SCOPE", { needs: route.scope });
      const place = shaped(route.params, namesIn(await params), "The address");
      requireWithin(token, place);
      const ctx: OpContext = { ...runtime, actor, address };
      const hold = () => held(ctx, token, expiresAt, request.signal);
      const query = shaped(route.query, queryOf(url), "The query");
      const body = (route.body === null ? null : shaped(route.body, await readJson(request), "The body")) as Parsed<Body>;
      const answer = await handle({ ctx, token, params: place, query, body, request, hold }).catch((error: unknown) => {
        noteRefusal(ctx, error, place);
        throw error;
      });
      return answer instanceof Response ? withHeaders(answer, headers) : json(answer, headers);
    } catch (error) {
      if (problemOf(error).code === "UNKNOWN") getRuntime().log(error);
      return problemAnswer(error, headers);
    }
  };
}

const PRIVATE = { "cache-control": "private, no-store" };

function json({ status = 200, body, headers = {} }: ApiAnswer, limits: Record<string, string>): Response {
  return Response.json(body, { status, headers: { ...PRIVATE, ...limits, ...headers } });
}

function withHeaders(answer: Response, limits: Record<string, string>): Response {
  for (const [name, value] of Object.entries({ ...PRIVATE, ...limits })) answer.headers.set(name, value);
  return answer;
}

/** Names in an address as they were meant; Next gives nothing at all where there are none. */
const namesIn = (params: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries((params ?? {}) as Record<string, string>).map(([name, value]) => [name, decoded(value)]));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A token for one stack knows of no other: it answers as if there were none. */
function requireWithin({ only }: TokenMark, place: unknown): void {
  const { environment, stack } = place as { environment?: string; stack?: string };
  if (environment !== undefined && stack !== undefined && !isWithin(only, { environment, stack })) throw fail("NOT_FOUND", { what: "stack" });
}

function held(ctx: OpContext, token: TokenMark, expiresAt: number, caller: AbortSignal): Held {
  const leave = holdOpen(token.id);
  const stop = new AbortController();
  let revoked = false;
  const unwatch = watchToken(ctx.actor, expiresAt, ctx, () => {
    revoked = true;
    stop.abort();
  });
  return {
    signal: AbortSignal.any([caller, stop.signal]),
    revoked: () => revoked,
    release: () => {
      unwatch();
      leave();
    },
  };
}
