import * as z from "zod";
import { allowedOrigin } from "@/lib/auth/allowed-origin";
import { watchSession } from "@/lib/auth/watch-session";
import { fail } from "@/lib/core/errors";
import { apiRoute } from "@/lib/loaders/api-route";
import { readJson, shaped } from "@/lib/loaders/read-json";
import { shellPlace } from "@/lib/ops/open-shell";
import { MOST_LINE_SECONDS, runLine } from "@/lib/ops/run-line";
import { getRuntime } from "@/lib/runtime";

const body = z.strictObject({
  line: z.string().trim().min(1).max(4_000),
  seconds: z.int().min(1).max(MOST_LINE_SECONDS),
  reason: z.string().max(300).nullable(),
});

/** Runs one command and answers what it said; ends with its page and with its session. */
export const POST = apiRoute<{ environment: string; stack: string; container: string }>(async (ctx, place, request) => {
  const { headers, signal } = request;
  if (!allowedOrigin(headers.get("origin"), headers.get("host"), getRuntime().site))
    throw fail("FORBIDDEN", { action: "request", needs: "a page of this site" });
  await shellPlace({ ctx, input: place });
  const { line, seconds, reason } = shaped(body, await readJson(request), "The command");
  const session = watchSession(ctx.actor, ctx);
  try {
    const run = await runLine({ ctx, input: { ...place, line, seconds, reason, signal: AbortSignal.any([signal, session.signal]) } });
    session.signal.throwIfAborted();
    return run;
  } finally {
    session.stop();
  }
});
