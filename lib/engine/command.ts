import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import type Docker from "dockerode";
import { type EngineCall, READ_SECONDS } from "./deadline";
import type { CommandOptions, CommandResult } from "./port";
import { HANG_UP, notRunning } from "./shell";

const FRAME_HEADER = 8;
const STDERR = 2;

/** Runs one command in a running container, as the container's own user and without a terminal. What takes too long is hung up. */
export async function runCommand(docker: Docker, call: EngineCall, id: string, container: string, options: CommandOptions): Promise<CommandResult> {
  const mark = `SPINDLE_EXEC=${randomUUID()}`;
  const { exec, stream } = await call({ name: "run command", seconds: READ_SECONDS }, () => begin(docker, id, [...options.command], mark)).catch(
    (error: unknown) => {
      throw notRunning(container, error) ?? error;
    },
  );
  const heard = new Output(options.mostBytes);
  stream.on("data", (bytes: Buffer) => heard.take(bytes));
  stream.on("error", () => undefined);
  const ended = await endOf(stream, options);
  if (!ended) {
    // Docker cannot end what it began in a container, so something inside has to; a container without a shell keeps its process.
    await call({ name: "end command", seconds: READ_SECONDS }, () => hangUp(docker, id, mark)).catch(() => undefined);
    stream.destroy();
    return { ...heard.result(), exitCode: null, timedOut: true };
  }
  const { ExitCode } = await call({ name: "look at command", seconds: READ_SECONDS }, () => exec.inspect());
  return { ...heard.result(), exitCode: ExitCode, timedOut: false };
}

async function begin(docker: Docker, id: string, command: string[], mark: string): Promise<{ exec: Docker.Exec; stream: Duplex }> {
  const exec = await docker.getContainer(id).exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: false, Privileged: false, Env: [mark] });
  return { exec, stream: await exec.start({}) };
}

async function hangUp(docker: Docker, id: string, mark: string): Promise<void> {
  const exec = await docker.getContainer(id).exec({ Cmd: ["sh", "-c", HANG_UP, "hang-up", mark], AttachStdout: true });
  const stream = await exec.start({});
  stream.on("error", () => undefined);
  stream.resume();
  if (!stream.closed) await new Promise<void>((resolve) => stream.once("close", () => resolve()));
}

/** True when it ended by itself; false when its time was over or nobody waits for it any more. */
function endOf(stream: Duplex, { seconds, signal }: CommandOptions): Promise<boolean> {
  if (stream.closed) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (ended: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
      resolve(ended);
    };
    const leave = () => settle(false);
    const timer = setTimeout(leave, seconds * 1000);
    signal.addEventListener("abort", leave, { once: true });
    stream.once("close", () => settle(true));
    if (signal.aborted) leave();
  });
}

/** Takes the engine's frames apart and keeps the beginning of each stream; the rest is read and forgotten, so that the command can go on. */
class Output {
  #rest: Buffer = Buffer.alloc(0);
  #truncated = false;
  readonly #kept: Record<"stdout" | "stderr", { parts: Buffer[]; bytes: number }> = { stdout: { parts: [], bytes: 0 }, stderr: { parts: [], bytes: 0 } };

  constructor(private readonly mostBytes: number) {}

  take(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= FRAME_HEADER) {
      const end = FRAME_HEADER + bytes.readUInt32BE(4);
      if (bytes.length < end) break;
      this.#keep(bytes[0] === STDERR ? "stderr" : "stdout", bytes.subarray(FRAME_HEADER, end));
      bytes = bytes.subarray(end);
    }
    this.#rest = Buffer.from(bytes);
  }

  result(): Pick<CommandResult, "stdout" | "stderr" | "truncated"> {
    const text = (stream: "stdout" | "stderr") => Buffer.concat(this.#kept[stream].parts).toString("utf8");
    return { stdout: text("stdout"), stderr: text("stderr"), truncated: this.#truncated };
  }

  #keep(stream: "stdout" | "stderr", bytes: Buffer): void {
    const kept = this.#kept[stream];
    const room = this.mostBytes - kept.bytes;
    if (bytes.length > room) this.#truncated = true;
    const part = Buffer.from(bytes.subarray(0, Math.max(0, room)));
    if (part.length > 0) kept.parts.push(part);
    kept.bytes += part.length;
  }
}
