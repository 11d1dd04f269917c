import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import type Docker from "dockerode";
import { type EngineCall, READ_SECONDS } from "./deadline";
import { exitCodeOf, HANG_UP, notRunning } from "./shell";

const FRAME_HEADER = 8;
const STDERR = 2;
const MOST_STDERR = 4_000;

/** A program in a running container, as the container's own user and without a terminal, with both of its ends open. */
export interface ExecStream {
  /** Not pulling holds the program up. */
  output: AsyncIterator<Buffer>;
  /** What it said on stderr so far, no more than its beginning. */
  complaint(): string;
  /** Resolves when more may be written; false once it no longer reads. */
  write(bytes: Buffer): Promise<boolean>;
  endInput(): void;
  /** Once its output has ended; null when the engine could not tell. */
  exitCode(): Promise<number | null>;
  /** Ends whatever is left of it. Safe to call at any time. */
  hangUp(): Promise<void>;
}

interface Program {
  /** Of the container. */
  id: string;
  /** What people call it. */
  container: string;
  command: readonly string[];
  env: string[];
  stdin?: boolean;
}

/** Begins a program in a running container. Throws CONTAINER_NOT_RUNNING. */
export async function startExec(
  docker: Docker,
  call: EngineCall,
  { id, container, command, env, stdin = false }: Program,
): Promise<{ exec: Docker.Exec; stream: Duplex }> {
  const begin = async () => {
    const exec = await docker.getContainer(id).exec({
      Cmd: [...command],
      Env: env,
      AttachStdin: stdin,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      Privileged: false,
    });
    const stream = await exec.start(stdin ? { hijack: true, stdin: true } : {});
    // Between two pulls nobody listens, and an unheard error would end the process.
    stream.on("error", () => undefined);
    return { exec, stream };
  };
  return call({ name: "run in container", seconds: READ_SECONDS }, begin).catch((error: unknown) => {
    throw notRunning(container, error) ?? error;
  });
}

/** Ends whatever carries the mark, by a shell of the container; where that cannot be, there is nothing left or nothing to be done. */
export async function hangUp(docker: Docker, call: EngineCall, id: string, shell: string, mark: string): Promise<void> {
  const command = [shell, "-c", HANG_UP, "hang-up", mark];
  await call({ name: "end command", seconds: READ_SECONDS }, () => exitCodeOf(docker, id, command)).catch(() => undefined);
}

export async function openExec(docker: Docker, call: EngineCall, id: string, container: string, command: string[], stdin: boolean): Promise<ExecStream> {
  const mark = `SPINDLE_EXEC=${randomUUID()}`;
  const { exec, stream } = await startExec(docker, call, { id, container, command, env: [mark, "LC_ALL=C"], stdin });
  const complaint: Buffer[] = [];
  let over = false;
  return {
    output: outputOf(stream, complaint, () => {
      over = true;
    }),
    complaint: () => Buffer.concat(complaint).toString("utf8").trim(),
    write: (bytes) => written(stream, bytes),
    endInput: () => void stream.end(),
    exitCode: async () => (await call({ name: "look at command", seconds: READ_SECONDS }, () => exec.inspect())).ExitCode,
    hangUp: async () => {
      stream.destroy();
      if (!over) await hangUp(docker, call, id, command[0] ?? "sh", mark);
      over = true;
    },
  };
}

/** Takes the engine's frames apart as they come; a frame is handed on in pieces, never collected. */
export async function* takeApart(chunks: AsyncIterable<Buffer>): AsyncGenerator<{ bytes: Buffer; isError: boolean }> {
  let head: Buffer = Buffer.alloc(0);
  let left = 0;
  let isError = false;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const bytes = chunk.subarray(at, at + left);
        at += bytes.length;
        left -= bytes.length;
        yield { bytes, isError };
        continue;
      }
      const more = chunk.subarray(at, at + FRAME_HEADER - head.length);
      at += more.length;
      head = Buffer.concat([head, more]);
      if (head.length < FRAME_HEADER) break;
      isError = head[0] === STDERR;
      left = head.readUInt32BE(4);
      head = Buffer.alloc(0);
    }
  }
}

async function* outputOf(stream: Duplex, complaint: Buffer[], ended: () => void): AsyncGenerator<Buffer> {
  let complained = 0;
  try {
    for await (const { bytes, isError } of takeApart(stream.iterator({ destroyOnReturn: false }))) {
      if (!isError) yield bytes;
      else if (complained < MOST_STDERR) {
        complained += bytes.length;
        complaint.push(Buffer.from(bytes));
      }
    }
    ended();
  } catch {
    // Closed by us or by the engine: the exit code says the rest.
  }
}

async function written(stream: Duplex, bytes: Buffer): Promise<boolean> {
  if (!stream.writable) return false;
  if (stream.write(bytes)) return true;
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle).off("close", settle);
      resolve(stream.writable);
    };
    stream.on("drain", settle).on("close", settle);
  });
}
