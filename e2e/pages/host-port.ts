import { createServer } from "node:net";
import type { APIRequestContext } from "@playwright/test";
import type { PortsView } from "@/lib/core/ports";
import { ENVIRONMENT } from "./new-stack";

/** A process outside of Docker that holds a port of the host; rejects when somebody else does. */
export const holdPort = (port: number): Promise<{ close(): Promise<void> }> =>
  new Promise((listening, taken) => {
    const server = createServer();
    server.once("error", taken);
    server.listen(port, "0.0.0.0", () => listening({ close: () => new Promise((closed) => server.close(() => closed())) }));
  });

const isFree = (port: number): Promise<boolean> =>
  holdPort(port).then(
    async (held) => {
      await held.close();
      return true;
    },
    () => false,
  );

/** A port beside the pool that no process of the host has. */
export async function freePort(from: number, to: number): Promise<number> {
  for (let port = from; port <= to; port += 1) if (await isFree(port)) return port;
  throw new Error(`every port from ${from} to ${to} is taken`);
}

/** A port of the pool that nobody has: no stack, also none that is on its way out, no container, and no process of the host. */
export async function freePoolPort(adminApi: APIRequestContext): Promise<number> {
  const { ranges, leases, foreign } = (await (await adminApi.get(`/api/environments/${ENVIRONMENT}/ports`)).json()) as PortsView;
  const held = new Set([...leases, ...foreign].map(({ port }) => port));
  for (const { from, to } of ranges) for (let port = to; port >= from; port -= 1) if (!held.has(port) && (await isFree(port))) return port;
  throw new Error("every port of the pool is taken");
}
