import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import next from "next";
import { createDoors, SERVER_LIMITS } from "@/lib/doors/doors";
import { readEnv } from "@/lib/env";
import { startRuntime } from "@/lib/runtime-start";

const GOODBYE_MS = 10_000;
const HMR_PATH = "/_next/";

const env = readEnv();
const dev = env.NODE_ENV !== "production";

// Next hooks its own upgrade listener on the server it is told of; on ours it would race the gate, so it gets one that never listens.
const nextServer = createServer();
const app = next({ dev, hostname: env.HOST ?? "localhost", port: env.PORT, httpServer: nextServer });
const [started] = await Promise.all([startRuntime(env), app.prepare()]).catch((error: unknown) => {
  // Next hears of errors that nobody catches, and lets the process end as if all were well.
  console.error(error);
  process.exit(1);
});
const handle = app.getRequestHandler();

const doors = createDoors({ site: started.runtime.site, requestsPerSecond: env.SPINDLE_REQUESTS_PER_SECOND, now: () => performance.now() });

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (!doors.admit(request, response)) return;
  handle(request, response).catch((error: unknown) => {
    started.runtime.log(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on("error", () => socket.destroy());
  if (!doors.admitUpgrade(request, socket)) return;
  if (dev && request.url?.startsWith(HMR_PATH)) nextServer.emit("upgrade", request, socket, head);
  else started.realtime.upgrade(request, socket, head).catch(started.runtime.log);
}

const server = createServer(SERVER_LIMITS, answer).on("upgrade", upgrade);
doors.guard(server);
// A proxy before us keeps idle connections for a minute; we keep them a little longer, so that it never writes into a closed one.
server.keepAliveTimeout = 65_000;
server.listen(env.PORT, env.HOST, greet);

function greet(): void {
  const { port } = server.address() as AddressInfo;
  const address = env.SPINDLE_URL ?? `http://localhost:${port}`;
  const everywhere = env.HOST === undefined ? " (listening on every address of this machine; HOST=127.0.0.1 keeps it here)" : "";
  console.log(`\nSpindle is ready: ${address}${everywhere}`);
  if (started.setupToken !== null)
    console.log(`\nNobody has signed in yet. Make the administrator at ${address}/setup\n  Setup token: ${started.setupToken.text}  (valid for 15 minutes)`);
  console.log("");
}

let leaving = false;
async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  setTimeout(() => process.exit(1), GOODBYE_MS).unref();
  server.close();
  await started.stop();
  await app.close();
  server.closeAllConnections();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void leave().catch(() => process.exit(1)));
