import { randomBytes } from "node:crypto";

/**
 * Instance name (label io.spindle.instance) for one run of tests. It carries the process id, so that `npm test` can
 * tell the leftovers of a dead run, which it removes, from the containers of one that still works.
 */
export function testInstance(kind: "test" | "e2e" | "bench"): string {
  return `${kind}-${process.pid}-${randomBytes(3).toString("hex")}`;
}
