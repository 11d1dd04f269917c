import { allowedOrigin } from "@/lib/auth/allowed-origin";
import { fail } from "@/lib/core/errors";
import { apiRoute } from "@/lib/loaders/api-route";
import { shellPlace } from "@/lib/ops/open-shell";
import { getRuntime } from "@/lib/runtime";

/** A ticket for one shell in this container, to be shown on the socket within half a minute. */
export const POST = apiRoute<{ environment: string; stack: string; container: string }>(async (ctx, place, { headers }) => {
  const { site, tickets } = getRuntime();
  if (!allowedOrigin(headers.get("origin"), headers.get("host"), site)) throw fail("FORBIDDEN", { action: "request", needs: "a page of this site" });
  await shellPlace({ ctx, input: place });
  const ticket = tickets.issue({ sessionId: ctx.actor.sessionId, action: "shell", ...place });
  return Response.json({ ticket }, { headers: { "cache-control": "private, no-store" } });
});
