import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { encode } from "next-auth/jwt";
import { onTestFinished } from "vitest";
import { type Arrivals, createArrivals } from "@/lib/auth/arrivals";
import { siteAt } from "@/lib/auth/site";
import { stampRequest } from "@/lib/auth/stamp-request";
import { createTickets, type Tickets } from "@/lib/auth/tickets";
import type { OpsDeps } from "@/lib/ops/context";
import { Realtime } from "@/lib/realtime/realtime";
import type { MadeUser } from "./factories";
import { openPage, type PageSocket } from "./page-socket";

export const SECRET = "0123456789abcdefghijklmnopqrstuv";

/** Sockets on a real HTTP server, over whatever house the deps come from. */
export interface LiveRoom {
  realtime: Realtime;
  port: number;
  tickets: Tickets;
  arrivals: Arrivals;
  /** A Cookie header of a new session. */
  signIn(user: MadeUser): Promise<{ cookie: string; sessionId: string }>;
  /** With a session of its own, unless one is given. */
  page(user: MadeUser, signedIn?: { cookie: string; sessionId: string }): Promise<PageSocket>;
}

export async function openLiveRoom(deps: OpsDeps, url?: string, clock = () => performance.now()): Promise<LiveRoom> {
  const site = siteAt(url);
  const tickets = createTickets(clock);
  const arrivals = createArrivals(deps.now);
  const realtime = new Realtime({ ...deps, secret: SECRET, site, tickets, arrivals });
  const server = createServer((_request, response) => void response.writeHead(404).end());
  server.on("upgrade", (request, socket, head) => {
    stampRequest(request, site);
    void realtime.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(async () => {
    await realtime.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const signIn: LiveRoom["signIn"] = async (user) => {
    const at = deps.now();
    const sessionId = await deps.accounts.createSession({ userId: user.id, expiresAt: at + 1e10, device: "test", address: "127.0.0.1", at });
    const cookie = await encode({ token: { sid: sessionId }, secret: SECRET });
    return { cookie: `spindle.session=${cookie}`, sessionId };
  };
  /** As a page does: a shell is asked for with a ticket, unless the test names one. */
  const page: LiveRoom["page"] = async (user, signedIn) => {
    const { cookie, sessionId } = signedIn ?? (await signIn(user));
    const opened = await openPage(port, cookie);
    const { open } = opened;
    opened.open = (channel, request) => {
      if (request.kind !== "shell" || request.ticket !== "") return open(channel, request);
      const { environment, stack, container } = request;
      open(channel, { ...request, ticket: tickets.issue({ sessionId, action: "shell", environment, stack, container }) });
    };
    return opened;
  };
  return { realtime, port, tickets, arrivals, signIn, page };
}
