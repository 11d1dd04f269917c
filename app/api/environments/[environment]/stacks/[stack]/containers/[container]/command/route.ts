import * as z from "zod";
import { watchSession } from "@/lib/auth/watch-session";
import { apiRoute } from "@/lib/loaders/api-route";
import { readJson, shaped } from "@/lib/loaders/read-json";
import { runAnswer } from "@/lib/loaders/run-answer";
import { shellPlace } from "@/lib/ops/open-shell";
import { MOST_LINE_SECONDS, runLine } from "@/lib/ops/run-line";

const body = z.strictObject({
  line: z.string().trim().min(1).max(4_000),
  seconds: z.int().min(1).max(MOST_LINE_SECONDS),
  reason: z.string().max(300).nullable(),
});

/** Runs one command and says what it says while it runs; it ends with its page and with its session. */
export const POST = apiRoute<{ environment: string; stack: string; container: string }>(async (ctx, place, request) => {
  await shellPlace({ ctx, input: place });
  const { line, seconds, reason } = shaped(body, await readJson(request), "The command");
  return runAnswer(async (onOutput) => {
    const session = watchSession(ctx.actor, ctx);
    const signal = AbortSignal.any([request.signal, session.signal]);
    try {
      const run = await runLine({ ctx, input: { ...place, line, seconds, reason, signal, onOutput } });
      session.signal.throwIfAborted();
      return run;
    } finally {
      session.stop();
    }
  });
});
