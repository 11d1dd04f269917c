import { allowedOrigin } from "@/lib/auth/allowed-origin";
import { fail } from "@/lib/core/errors";
import { refusal } from "@/lib/loaders/api-route";
import { opContext } from "@/lib/loaders/context";
import { shellPlace } from "@/lib/ops/open-shell";
import { getRuntime } from "@/lib/runtime";

/** A ticket for one shell in this container, to be shown on the socket within half a minute. */
export async function POST(request: Request, { params }: { params: Promise<{ environment: string; stack: string; container: string }> }): Promise<Response> {
  try {
    const { site, tickets } = getRuntime();
    const { headers } = request;
    if (!allowedOrigin(headers.get("origin"), headers.get("host"), site)) throw fail("FORBIDDEN", { action: "request", needs: "a page of this site" });
    const ctx = await opContext();
    const place = await params;
    await shellPlace({ ctx, input: place });
    const ticket = tickets.issue({ sessionId: ctx.actor.sessionId, action: "shell", ...place });
    return Response.json({ ticket }, { headers: { "cache-control": "private, no-store" } });
  } catch (error) {
    return refusal(error);
  }
}
