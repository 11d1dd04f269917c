import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Arrivals } from "@/lib/auth/arrivals";
import type { Site } from "@/lib/auth/site";
import { actorFromUpgrade } from "@/lib/auth/socket-session";
import { ADDRESS_HEADER } from "@/lib/auth/stamp-request";
import type { Tickets } from "@/lib/auth/tickets";
import type { Actor } from "@/lib/core/access";
import { fail, problemOf } from "@/lib/core/errors";
import type { OpContext, OpsDeps } from "@/lib/ops/context";
import { noteRefusal } from "@/lib/ops/note-refusal";
import { openLogs } from "@/lib/ops/open-logs";
import { type OpenShell, openShell, shellPlace } from "@/lib/ops/open-shell";
import { openEngineStatistics, openStatistics } from "@/lib/ops/open-statistics";
import { ChangeFeed } from "./changes";
import type { Outlet } from "./channel";
import { Connection, type ConnectionDeps } from "./connection";
import { admit, refuse } from "./gate";
import { LogChannel } from "./log-channel";
import { type ChannelRequest, CLOSE, INPUT_HEADER, MAX_FRAME_BYTES } from "./protocol";
import { ShellChannel } from "./shell-channel";
import { ShellSessions } from "./shell-sessions";
import { StatisticsChannel } from "./statistics-channel";

const GOODBYE_MS = 3_000;
/** A page that is loaded again is asked for at most so long before the old one goes. */
const RELOAD_MS = 30_000;

export interface RealtimeDeps extends OpsDeps {
  /** The key of the session cookies. */
  secret: string;
  site: Site;
  tickets: Tickets;
  arrivals: Arrivals;
}

/** Of one page's channels. */
interface Surroundings {
  context(who: Actor): OpContext;
  /** Whether the page is being loaded again. */
  reloads(): boolean;
}

/** Everything live: one WebSocket a page at /ws. */
export class Realtime {
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES + INPUT_HEADER, clientTracking: false });
  readonly #connections = new Set<Connection>();
  readonly #feed: ChangeFeed;
  readonly #shells: ShellSessions;
  readonly #stopWatching: () => void;
  #closing = false;

  constructor(private readonly deps: RealtimeDeps) {
    this.#feed = new ChangeFeed(deps);
    this.#shells = new ShellSessions(deps.log, deps.now);
    this.#stopWatching = deps.registry.subscribe((change) => {
      if (change.type === "sessions") void this.#recheck(change.userId).catch(deps.log);
      if (change.type === "access") for (const userId of change.userIds) void this.#recheck(userId).catch(deps.log);
    });
  }

  /** Answers a handshake for our own path; call for every upgrade request that is not another listener's. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    if (this.#closing) return refuse(socket, 503);
    const admission = await admit(request, {
      site: this.deps.site,
      authenticate: (asking) => actorFromUpgrade(asking, this.deps),
      socketsOf: (userId) => this.#of(userId).length,
    });
    if (!admission.admitted) return refuse(socket, admission.status);
    if (this.#closing || socket.destroyed) return refuse(socket, 503);
    this.#server.handleUpgrade(request, socket, head, (webSocket) =>
      this.#welcome(webSocket, admission.actor, String(request.headers[ADDRESS_HEADER] ?? "unknown")),
    );
  }

  counts(): { sockets: number; shells: number } {
    return { sockets: this.#connections.size, shells: this.#shells.all().length };
  }

  /** Says goodbye to every page and ends every shell; returns when no process is left in any container. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#stopWatching();
    this.#feed.close();
    for (const connection of this.#connections) connection.close(CLOSE.goingAway, "lost");
    await Promise.race([this.#shells.endAll(), new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref())]);
    this.#server.close();
  }

  #welcome(webSocket: WebSocket, actor: Actor, address: string): void {
    const stop = this.#feed.listen(actor, (change) => connection.send({ type: "change", change }));
    const connection: Connection = new Connection(webSocket, this.#connectionDeps(actor, address), () => {
      stop();
      this.#connections.delete(connection);
    });
    this.#connections.add(connection);
  }

  #connectionDeps(actor: Actor, address: string): ConnectionDeps {
    const { deps } = this;
    const since = deps.now();
    const reloads = () => deps.arrivals.since(actor.sessionId, Math.max(since, deps.now() - RELOAD_MS));
    const context = (who: Actor): OpContext => ({ ...deps, actor: who, address });
    return {
      actor,
      log: deps.log,
      standing: (who) => this.#standing(who),
      openChannel: (number, request, outlet, who) => {
        const channel = this.#channel(number, request, outlet, { context, reloads });
        const started = channel.start(who).catch((error: unknown) => {
          noteRefusal(context(who), error, request);
          throw error;
        });
        return { channel, started };
      },
    };
  }

  #channel(number: number, request: ChannelRequest, outlet: Outlet, { context, reloads }: Surroundings): LogChannel | ShellChannel | StatisticsChannel {
    const { deps } = this;
    switch (request.kind) {
      case "logs":
        return new LogChannel(number, outlet, { ...deps, authorise: (asking) => openLogs({ ctx: context(asking), input: request }) }, request);
      case "statistics":
        return new StatisticsChannel(number, outlet, { ...deps, authorise: (asking) => openStatistics({ ctx: context(asking), input: request }) });
      case "engine-statistics":
        return new StatisticsChannel(number, outlet, { ...deps, authorise: (asking) => openEngineStatistics({ ctx: context(asking), input: request }) });
      case "shell": {
        const place = (asking: Actor) => shellPlace({ ctx: context(asking), input: request });
        const open = (asking: Actor) => openShell({ ctx: context(asking), input: request });
        const spend = ({ sessionId }: Actor) => {
          const { ticket, environment, stack, container } = request;
          if (!deps.tickets.redeem(ticket, { sessionId, action: "shell", environment, stack, container })) throw fail("TICKET_REFUSED", {});
        };
        return new ShellChannel(number, outlet, { shells: this.#shells, spend, place, open, reloads }, request);
      }
    }
  }

  async #standing(actor: Actor): Promise<"same" | "changed" | "ended"> {
    const session = await this.deps.accounts.session(actor.sessionId, this.deps.now());
    if (session === null || session.userId !== actor.userId || session.oneTimePassword) return "ended";
    return session.role === actor.role ? "same" : "changed";
  }

  async #recheck(userId: string): Promise<void> {
    await Promise.all(this.#of(userId).map((connection) => connection.recheck()));
    // Shells that wait for their page have no connection that asks for them.
    for (const shell of this.#shells.all()) {
      if (shell.actor.userId !== userId || shell.attached) continue;
      if ((await this.#standing(shell.actor)) !== "same" || (await isRefused(shell.opened))) void shell.end();
    }
  }

  #of(userId: string): Connection[] {
    return [...this.#connections].filter((connection) => connection.actor.userId === userId);
  }
}

/** A registry that cannot answer is no refusal. */
const isRefused = (opened: OpenShell): Promise<boolean> =>
  opened.recheck().then(
    () => false,
    (error: unknown) => problemOf(error).code === "NOT_FOUND" || problemOf(error).code === "FORBIDDEN",
  );
