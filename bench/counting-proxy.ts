import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { socketPathOf } from "@/lib/engine/endpoint";

/** A socket in front of the engine's that counts what is asked of it. */
export interface CountingProxy {
  endpoint: string;
  /** Requests so far, pings not counted. */
  calls(): number;
  close(): Promise<void>;
}

/** A request begins a chunk: Node writes its head in one piece, and only after the answer before it. */
const REQUEST = /^(?:GET|HEAD|POST|PUT|DELETE) (\S+) HTTP\/1\.1\r\n/;

export async function countingProxy(endpoint: string): Promise<CountingProxy> {
  const enginePath = socketPathOf(endpoint);
  if (enginePath === null) throw new Error("engine calls can be counted only at a local socket");
  const folder = mkdtempSync(join(tmpdir(), "spindle-count-"));
  const path = join(folder, "engine.sock");
  const sockets = new Set<Socket>();
  let calls = 0;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: enginePath, allowHalfOpen: true });
    near.on("data", (bytes) => {
      const asked = REQUEST.exec(bytes.toString("latin1", 0, 4096))?.[1];
      if (asked !== undefined && !asked.includes("/_ping")) calls += 1;
    });
    near.pipe(far);
    far.pipe(near);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    endpoint: `unix://${path}`,
    calls: () => calls,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
