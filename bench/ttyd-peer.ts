import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { onPath } from "../scripts/ensure/debian.mjs";

export const TTYD = "ttyd";
export const NO_TTYD = "ttyd is not on the path: github.com/tsl0922/ttyd builds with cmake, libwebsockets-dev, libjson-c-dev and libuv1-dev";

const INPUT = "0";
const OUTPUT = 48;

/** What people put before `docker exec` to have it in a browser. */
export class TtydPeer {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
  ) {}

  /** Null where this machine has no ttyd. */
  static async open(container: string, shell: string): Promise<TtydPeer | null> {
    const program = onPath("ttyd");
    if (program === null) return null;
    // Its page draws as ours does without a GPU; the probe reads rows. On every address: the browser has a network of its own.
    const options = ["-p", "0", "-W", "-t", "rendererType=dom", "-t", "disableLeaveAlert=true"];
    const ttyd = spawn(program, [...options, "docker", "exec", "-it", container, shell], { stdio: ["ignore", "ignore", "pipe"] });
    for (let said = ""; ; ) {
      const [bytes] = (await once(ttyd.stderr, "data")) as [Buffer];
      said += String(bytes);
      const port = /port: (\d+)/.exec(said)?.[1];
      if (port !== undefined) {
        ttyd.stderr.resume();
        return new TtydPeer(ttyd, `http://127.0.0.1:${port}`);
      }
    }
  }

  /** A shell through its socket, without its page. */
  async line(onData: (bytes: Buffer) => void): Promise<{ type(text: string): void; close(): void }> {
    const socket = new WebSocket(`${this.url.replace("http", "ws")}/ws`, ["tty"], { perMessageDeflate: false });
    socket.on("message", (data: Buffer) => data[0] === OUTPUT && onData(data.subarray(1)));
    await once(socket, "open");
    socket.send(JSON.stringify({ AuthToken: "", columns: 80, rows: 24 }));
    await pause(1_000);
    return { type: (text) => socket.send(INPUT + text), close: () => socket.close() };
  }

  close(): void {
    this.process.kill();
  }
}
