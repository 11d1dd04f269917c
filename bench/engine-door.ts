import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { socketPathOf } from "@/lib/engine/endpoint";

/** Another way to the engine's socket. */
export interface EngineDoor {
  endpoint: string;
  close(): Promise<void>;
}

interface DoorOptions {
  /** A socket of its own; without one it stands at an address of this machine, as the engine of another machine would. */
  path?: string;
  /** Everything that is asked through it. */
  hear?: (bytes: Buffer) => void;
}

export async function engineDoor(engine: string, { path, hear }: DoorOptions = {}): Promise<EngineDoor> {
  const enginePath = socketPathOf(engine);
  if (enginePath === null) throw new Error("only a local socket can have another door");
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: enginePath, allowHalfOpen: true });
    if (hear) near.on("data", hear);
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
  await new Promise<void>((resolve) => server.listen(path === undefined ? { port: 0, host: "127.0.0.1" } : { path }, resolve));
  return {
    endpoint: path === undefined ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${path}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
