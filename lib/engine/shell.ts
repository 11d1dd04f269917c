import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import type Docker from "dockerode";
import { fail } from "@/lib/core/errors";
import { answerOf, type EngineCall, READ_SECONDS } from "./deadline";
import type { Shell, ShellSession } from "./port";
import { together } from "./together";

/** Best first. */
const SHELLS: Shell[] = ["bash", "ash", "sh"];
const FRAME_HEADER = 8;
/** The engine answers before things are as it says: on a busy host long before. */
const PATIENCE_MS = 5_000;
const AGAIN_MS = 25;

/**
 * Ends every process that carries the session's mark in its environment, and every one in the same terminal session (a shell that
 * changed its user hides its environment): hang up first, kill what is left. `$1` is the mark, or several as one pattern; only what a small image has is
 * used.
 */
export const HANG_UP = `
left() {
  sessions=" "
  for file in $(grep -l -E -e "$1" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}; pid=\${pid%/environ}; echo "$pid"
    read -r stat 2>/dev/null < "/proc/$pid/stat" || continue
    set -- "$1" \${stat##*) }
    [ "$5" -gt 1 ] 2>/dev/null && sessions="$sessions$5 "
  done
  [ "$sessions" = " " ] && return
  for dir in /proc/[0-9]*; do
    read -r stat 2>/dev/null < "$dir/stat" || continue
    set -- "$1" \${stat##*) }
    case "$sessions" in *" $5 "*) echo "\${dir#/proc/}";; esac
  done
}
for signal in HUP KILL; do
  for pid in $(left "$1"); do kill -s "$signal" "$pid" 2>/dev/null; done
  [ -z "$(left "$1")" ] && exit 0
  sleep 0.2 2>/dev/null || sleep 1
  [ -z "$(left "$1")" ] && exit 0
done
exit 1`;

export interface ShellRoom {
  probe(containerId: string, imageId: string): Promise<Shell[]>;
  open(containerId: string, user: string, options: { shell: Shell; cols: number; rows: number }): Promise<ShellSession>;
}

/** Shells of one engine. What an image has is remembered by image id, because an image never changes. */
export function shellRoom(docker: Docker, call: EngineCall): ShellRoom {
  const known = new Map<string, Promise<Shell[]>>();
  const run = (containerId: string, command: string[]) =>
    call({ name: "run in container", seconds: READ_SECONDS }, () => exitCodeOf(docker, containerId, command));

  // Many shells end at once where many tabs are closed: one look through a container's processes then serves them all.
  const hangUp = together<string>((place, ids) => {
    const [containerId = "", shell = ""] = place.split(" ");
    return run(containerId, [shell, "-c", HANG_UP, "hang-up", `SPINDLE_EXEC=(${ids.join("|")})`]);
  });

  const probe = async (containerId: string): Promise<Shell[]> => {
    const codes = await Promise.all(SHELLS.map((shell) => run(containerId, [shell, "-c", "exit 0"])));
    return SHELLS.filter((_shell, at) => codes[at] === 0);
  };

  return {
    probe: (containerId, imageId) => {
      const found = known.get(imageId) ?? probe(containerId);
      known.set(imageId, found);
      found.catch(() => known.delete(imageId));
      return found;
    },
    open: (containerId, user, options) =>
      call({ name: "open shell", seconds: READ_SECONDS }, async () => {
        const id = randomUUID();
        const exec = await docker.getContainer(containerId).exec({
          Cmd: [options.shell],
          Tty: true,
          AttachStdin: true,
          AttachStdout: true,
          AttachStderr: true,
          // Without a file, bash leaves no commands behind in the container.
          Env: [`SPINDLE_EXEC=${id}`, "TERM=xterm-256color", "HISTFILE="],
        });
        const stream = await exec.start({ hijack: true, stdin: true, Tty: true });
        const session = new DockerShell(exec, stream, user, () => hangUp(`${containerId} ${options.shell}`, id), call);
        await session.resize(options.cols, options.rows);
        return session;
      }),
  };
}

/** Runs a command to its end without a terminal. 126 and 127 where the binary cannot be run: the engine answers 200 all the same. */
export async function exitCodeOf(docker: Docker, containerId: string, command: string[]): Promise<number | null> {
  const exec = await docker.getContainer(containerId).exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  stream.on("error", () => undefined);
  stream.resume();
  if (!stream.closed) await new Promise<void>((resolve) => stream.once("close", () => resolve()));
  return (await exec.inspect()).ExitCode;
}

interface Size {
  w: number;
  h: number;
}

class DockerShell implements ShellSession {
  readonly exitCode: Promise<number | null>;
  readonly #exec: Docker.Exec;
  readonly #stream: Duplex;
  readonly #hangUp: () => Promise<unknown>;
  readonly #call: EngineCall;
  #closing: Promise<void> | null = null;
  #size: Size = { w: 0, h: 0 };
  #resizing: Promise<void> | null = null;

  constructor(
    exec: Docker.Exec,
    stream: Duplex,
    readonly user: string,
    hangUp: () => Promise<unknown>,
    call: EngineCall,
  ) {
    this.#exec = exec;
    this.#stream = stream;
    this.#hangUp = hangUp;
    this.#call = call;
    stream.on("error", () => undefined);
    this.exitCode = new Promise<void>((resolve) => stream.once("close", () => resolve())).then(() => this.#readExitCode());
  }

  get output(): AsyncIterable<Buffer> {
    return readTerminal(this.#stream);
  }

  write(data: Buffer): void {
    if (this.#stream.writable) this.#stream.write(data);
  }

  resize(cols: number, rows: number): Promise<void> {
    this.#size = { w: cols, h: rows };
    this.#resizing ??= this.#resizeInTurn().finally(() => {
      this.#resizing = null;
    });
    return this.#resizing;
  }

  /** One at a time: of two that are on their way together the older could arrive last. The engine refuses until the process exists. */
  async #resizeInTurn(): Promise<void> {
    const give = async (): Promise<Size | null> => {
      const size = this.#size;
      const given = this.#call({ name: "resize shell", seconds: READ_SECONDS }, () => this.#exec.resize(size));
      return given.then(
        () => size,
        () => null,
      );
    };
    // Asked for again where another size was wanted meanwhile.
    await patiently(give, (given) => given === this.#size || this.#stream.destroyed);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    // Ends most programs politely; what does not listen is hung up.
    this.write(Buffer.from("\x03\x04"));
    // A container that is gone or stopped has no process left either.
    await this.#hangUp().catch(() => undefined);
    this.#stream.destroy();
  }

  async #readExitCode(): Promise<number | null> {
    const look = () => this.#call({ name: "look at shell", seconds: READ_SECONDS }, () => this.#exec.inspect());
    const state = await patiently(look, ({ Running }) => !Running).catch(() => null);
    return state === null || state.Running ? null : state.ExitCode;
  }
}

/** Asks until the answer is the one that is waited for, or patience is over; gives the last answer. */
async function patiently<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (holds(answer) || Date.now() > until) return answer;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Terminal bytes. A binary that cannot be run is told in a frame even on a terminal; its head is left out. */
async function* readTerminal(stream: Duplex): AsyncGenerator<Buffer> {
  let first = true;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const bytes = chunk as Buffer;
      yield first && isFrame(bytes) ? bytes.subarray(FRAME_HEADER) : bytes;
      first = false;
    }
  } catch {
    // Closed by us or by the engine: the exit code says the rest.
  }
}

const isFrame = (bytes: Buffer): boolean =>
  bytes.length > FRAME_HEADER && (bytes[0] === 1 || bytes[0] === 2) && bytes.readUIntBE(1, 3) === 0 && bytes.readUInt32BE(4) === bytes.length - FRAME_HEADER;

/** A paused or stopped container cannot run anything; the engine's words for it become a code. */
export function notRunning(container: string, error: unknown): Error | null {
  const said = answerOf(error);
  if (/is paused/.test(said)) return fail("CONTAINER_NOT_RUNNING", { container, state: "paused" });
  return /is not running|container stopped/i.test(said) ? fail("CONTAINER_NOT_RUNNING", { container, state: "exited" }) : null;
}
