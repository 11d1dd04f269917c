import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { connectionOptions, DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";

/** Another way to the engine under test while it is open; closed, it is as if there were no engine. */
export interface EngineDoor {
  /** In DOCKER_HOST spelling. */
  readonly endpoint: string;
  open(): Promise<void>;
  close(): Promise<void>;
}

interface DoorOptions {
  /** A socket of its own; without one it stands at an address of this machine, as the engine of another machine would. */
  path?: string;
  /** Everything that is asked through it. */
  hear?: (bytes: Buffer) => void;
}

export function engineDoor({ path, hear }: DoorOptions = {}): EngineDoor {
  const options = connectionOptions(process.env.DOCKER_HOST || DEFAULT_ENDPOINT);
  const target = options.socketPath === undefined ? { host: String(options.host), port: Number(options.port) } : { path: options.socketPath };
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;
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
    if (hear) near.on("data", hear);
    near.pipe(far).pipe(near);
  };
  return {
    get endpoint() {
      return path === undefined ? `tcp://127.0.0.1:${port}` : `unix://${path}`;
    },
    open: () =>
      new Promise((opened) => {
        const opening = createServer({ allowHalfOpen: true }, pass);
        server = opening;
        opening.listen(path === undefined ? { port, host: "127.0.0.1" } : { path }, () => {
          if (path === undefined) port = (opening.address() as AddressInfo).port;
          opened();
        });
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
