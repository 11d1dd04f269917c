import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { connectionOptions, DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";

/** A socket that leads to the engine under test while it is open; closed, it is as if there were no engine. */
export interface EngineDoor {
  /** In DOCKER_HOST spelling. */
  endpoint: string;
  open(): Promise<void>;
  close(): Promise<void>;
}

export function engineDoor(folder: string): EngineDoor {
  const path = join(folder, "engine.sock");
  const options = connectionOptions(process.env.DOCKER_HOST || DEFAULT_ENDPOINT);
  const target = options.socketPath === undefined ? { host: String(options.host), port: Number(options.port) } : { path: options.socketPath };
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  const pass = (near: Socket) => {
    const far = connect({ ...target, allowHalfOpen: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  };
  return {
    endpoint: `unix://${path}`,
    open: () =>
      new Promise((opened) => {
        server = createServer({ allowHalfOpen: true }, pass).listen(path, opened);
      }),
    close: () =>
      new Promise((closed) => {
        const ending = server;
        server = null;
        if (ending === null) return closed();
        ending.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
