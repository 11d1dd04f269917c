import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { onTestFinished } from "vitest";
import { siteAt } from "@/lib/auth/site";
import { createDoors, SERVER_LIMITS } from "@/lib/doors/doors";

export interface DoorRoom {
  port: number;
  /** What came through the doors, as the pages would see it. */
  seen: { method: string; url: string; headers: IncomingHttpHeaders; bytes: number }[];
  /** Sends text byte by byte as given; resolves with what came back when the connection ends or the answer is whole. */
  send(text: string): Promise<{ status: number; text: string }>;
}

/** The doors alone on a real HTTP server, with somebody behind them who answers everything. */
export async function openDoors({
  url,
  requestsPerSecond = 1_000_000,
  now = () => performance.now(),
}: {
  url?: string;
  requestsPerSecond?: number;
  now?: () => number;
} = {}): Promise<DoorRoom> {
  const seen: DoorRoom["seen"] = [];
  const doors = createDoors({ site: siteAt(url), requestsPerSecond, now });
  const server = createServer(SERVER_LIMITS, (request, response) => {
    if (!doors.admit(request, response)) return;
    const entry = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, bytes: 0 };
    seen.push(entry);
    request.on("data", (data: Buffer) => {
      entry.bytes += data.length;
    });
    request.on("error", () => undefined);
    request.on("end", () => response.headersSent || response.end("through"));
  });
  server.on("upgrade", (request, socket) => {
    if (!doors.admitUpgrade(request, socket)) return;
    seen.push({ method: "UPGRADE", url: request.url ?? "", headers: request.headers, bytes: 0 });
    socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  const send: DoorRoom["send"] = (text) =>
    new Promise((resolve) => {
      let came = "";
      const end = () => {
        socket.destroy();
        resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(came)?.[1] ?? 0), text: came });
      };
      const socket = connect(port, "127.0.0.1", () => socket.write(text, "latin1"));
      socket.on("data", (data) => {
        came += data.toString("latin1");
        if (came.includes("\r\n\r\n")) end();
      });
      socket.on("close", end);
      socket.on("error", end);
    });
  return { port, seen, send };
}
