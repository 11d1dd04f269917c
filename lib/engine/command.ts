import { randomUUID } from "node:crypto";
import type Docker from "dockerode";
import type { LogStream } from "@/lib/core/log-cursor";
import { type EngineCall, READ_SECONDS } from "./deadline";
import { hangUp, startExec, takeApart } from "./exec-stream";
import type { CommandOptions, CommandResult } from "./port";

/** Runs one command in a running container, as the container's own user and without a terminal. What takes too long is hung up. */
export async function runCommand(docker: Docker, call: EngineCall, id: string, container: string, options: CommandOptions): Promise<CommandResult> {
  const mark = `SPINDLE_EXEC=${randomUUID()}`;
  const { exec, stream } = await startExec(docker, call, { id, container, command: options.command, env: [mark] });
  const heard = new Output(options);
  const end = await endOf(heard.listen(stream.iterator({ destroyOnReturn: false })), options);
  if (end !== "itself") {
    // Docker cannot end what it began in a container, so something inside has to; a container without a shell keeps its process.
    await hangUp(docker, call, id, "sh", mark);
    stream.destroy();
    return { ...heard.result(), exitCode: null, timedOut: end === "time" };
  }
  const { ExitCode } = await call({ name: "look at command", seconds: READ_SECONDS }, () => exec.inspect());
  return { ...heard.result(), exitCode: ExitCode, timedOut: false };
}

/** Ended by itself, because its time was over, or because nobody waits for it any more. */
function endOf(said: Promise<void>, { seconds, signal }: CommandOptions): Promise<"itself" | "time" | "left"> {
  return new Promise((resolve) => {
    const settle = (end: "itself" | "time" | "left") => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
      resolve(end);
    };
    const leave = () => settle("left");
    const timer = setTimeout(() => settle("time"), seconds * 1000);
    signal.addEventListener("abort", leave, { once: true });
    void said.then(() => settle("itself"));
    if (signal.aborted) leave();
  });
}

/** Keeps the beginning of each stream; the rest is read and forgotten, so that the command can go on. */
class Output {
  readonly #kept = { stdout: kept(), stderr: kept() };

  constructor(private readonly options: Pick<CommandOptions, "mostBytes" | "onOutput">) {}

  /** Resolves when there is no more to come. */
  async listen(chunks: AsyncIterable<Buffer>): Promise<void> {
    try {
      for await (const { bytes, isError } of takeApart(chunks)) this.#take(isError ? "stderr" : "stdout", bytes);
    } catch {
      // Closed by us or by the engine: the exit code says the rest.
    }
  }

  result(): Pick<CommandResult, "stdout" | "stderr" | "truncated"> {
    const { stdout, stderr } = this.#kept;
    const text = ({ parts }: Kept) => Buffer.concat(parts).toString("utf8");
    return { stdout: text(stdout), stderr: text(stderr), truncated: stdout.cut || stderr.cut };
  }

  #take(stream: LogStream, bytes: Buffer): void {
    const kept = this.#kept[stream];
    if (kept.cut) return;
    // A copy: the piece is a part of what came with it, which would be kept whole.
    const part = Buffer.from(bytes.subarray(0, this.options.mostBytes - kept.bytes));
    kept.cut = part.length < bytes.length;
    kept.bytes += part.length;
    kept.parts.push(part);
    this.options.onOutput?.({ stream, bytes: part, cut: kept.cut });
  }
}

interface Kept {
  parts: Buffer[];
  bytes: number;
  cut: boolean;
}

const kept = (): Kept => ({ parts: [], bytes: 0, cut: false });
