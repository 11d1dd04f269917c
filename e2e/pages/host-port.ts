import { createServer } from "node:net";

/** A process outside of Docker that holds a port of the host; rejects when somebody else does. */
export const holdPort = (port: number): Promise<{ close(): Promise<void> }> =>
  new Promise((listening, taken) => {
    const server = createServer();
    server.once("error", taken);
    server.listen(port, "0.0.0.0", () => listening({ close: () => new Promise((closed) => server.close(() => closed())) }));
  });
