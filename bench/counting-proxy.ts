import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineDoor } from "@/lib/testing/engine-door";

/** A socket in front of the engine's that counts what is asked of it. */
export interface CountingProxy {
  endpoint: string;
  /** Requests so far, pings not counted. */
  calls(): number;
  close(): Promise<void>;
}

/** A request begins a chunk: Node writes its head in one piece, and only after the answer before it. */
const REQUEST = /^(?:GET|HEAD|POST|PUT|DELETE) (\S+) HTTP\/1\.1\r\n/;

export async function countingProxy(): Promise<CountingProxy> {
  const folder = mkdtempSync(join(tmpdir(), "spindle-count-"));
  let calls = 0;
  const hear = (bytes: Buffer) => {
    const asked = REQUEST.exec(bytes.toString("latin1", 0, 4096))?.[1];
    if (asked !== undefined && !asked.includes("/_ping")) calls += 1;
  };
  const door = engineDoor({ path: join(folder, "engine.sock"), hear });
  await door.open();
  return {
    endpoint: door.endpoint,
    calls: () => calls,
    close: async () => {
      await door.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
