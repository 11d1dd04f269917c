import { showRun } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { fail } from "@/lib/core/errors";
import { apiV1 } from "@/lib/loaders/api-v1";
import { runCommand } from "@/lib/ops/run-command";

/** Ends with its caller and its token, as a shell ends with its page. */
export const POST = apiV1(ROUTES.exec, async ({ ctx, params, body, hold }) => {
  const { command, service = null, container = null, seconds = 60, reason = null } = body;
  const held = hold();
  try {
    const run = await runCommand({ ctx, input: { ...params, command, service, container, seconds, reason, signal: held.signal } });
    if (held.revoked()) throw fail("TOKEN_UNKNOWN", {});
    return { body: showRun(run) };
  } finally {
    held.release();
  }
});
