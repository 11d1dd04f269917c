import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** Tries to listen on the port of every address of this host. Only "taken" is an answer; other failures count as free. */
export function isPortFree(port: number, protocol: "tcp" | "udp"): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE");
    if (protocol === "tcp") {
      const server = createServer();
      server.once("error", answer);
      server.listen({ port, host: "0.0.0.0", exclusive: true }, () => server.close(() => resolve(true)));
      return;
    }
    const socket = createSocket("udp4");
    socket.once("error", (error) => {
      socket.close();
      answer(error);
    });
    socket.bind({ port, address: "0.0.0.0", exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
