import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { followLogs } from "@/lib/loaders/follow-logs";
import { batched, logAnswer } from "@/lib/loaders/log-answer";
import { pastLogs } from "@/lib/ops/past-logs";

/** Sent no faster than it is taken; ends with its reader, its token and its stack. */
export const GET = apiV1(ROUTES.logs, async ({ ctx, params, query, hold }) => {
  const { service = null, container, tail = 100, since = null, until = null, follow = false, format = "ndjson" } = query;
  const held = hold();
  const left = new AbortController();
  const leave = () => {
    left.abort();
    held.release();
  };
  const signal = AbortSignal.any([held.signal, left.signal]);
  const input = { ...params, service, containers: container === undefined ? null : [container], tail, since, until, signal };
  try {
    return logAnswer(follow ? await followLogs(ctx, input) : batched((await pastLogs({ ctx, input })).lines), format, leave);
  } catch (error) {
    leave();
    throw error;
  }
});
