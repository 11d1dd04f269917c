import { apiRoute } from "@/lib/loaders/api-route";
import { prepareShell } from "@/lib/ops/prepare-shell";
import { getRuntime } from "@/lib/runtime";

/** A ticket for one shell in this container, to be shown on the socket within half a minute. */
export const POST = apiRoute<{ environment: string; stack: string; container: string }>(async (ctx, place) => {
  await prepareShell({ ctx, input: place });
  const ticket = getRuntime().tickets.issue({ sessionId: ctx.actor.sessionId, action: "shell", ...place });
  return Response.json({ ticket }, { headers: { "cache-control": "private, no-store" } });
});
