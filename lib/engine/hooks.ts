import type Docker from "dockerode";
import { fail } from "@/lib/core/errors";
import type { Hook } from "@/lib/core/service-extras";
import { CHANGE_SECONDS, type EngineCall, READ_SECONDS } from "./deadline";
import { notRunning } from "./shell";

/** A hook holds up the start or stop of its container, so it has to be short. */
const HOOK_SECONDS = 30;
const MOST_OUTPUT = 500;

/** Runs a command of the file in a running container, as the container's own user, to its end. Throws HOOK_FAILED unless that is 0. */
export async function runHook(docker: Docker, call: EngineCall, id: string, container: string, hook: Hook): Promise<void> {
  const failed = (exitCode: number | null, output: string) => fail("HOOK_FAILED", { container, command: hook.command.join(" "), exitCode, output });
  const { exec, stream } = await call({ name: "run hook", seconds: CHANGE_SECONDS }, () => begin(docker, id, hook)).catch((error: unknown) => {
    throw notRunning(container, error) ?? error;
  });
  let said = "";
  stream.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-MOST_OUTPUT);
  });
  stream.on("error", () => undefined);
  const ended = stream.closed || (await within(HOOK_SECONDS * 1000, (done) => stream.once("close", done)));
  stream.destroy();
  if (!ended) throw failed(null, said);
  const { ExitCode } = await call({ name: "look at hook", seconds: READ_SECONDS }, () => exec.inspect());
  if (ExitCode !== 0) throw failed(ExitCode, said.trim());
}

async function begin(docker: Docker, id: string, hook: Hook) {
  const exec = await docker.getContainer(id).exec({
    Cmd: hook.command,
    // A terminal, so that what it says comes as plain bytes.
    Tty: true,
    AttachStdout: true,
    AttachStderr: true,
    Privileged: false,
    Env: Object.entries(hook.environment).map(([name, value]) => `${name}=${value}`),
    ...(hook.workingDir === null ? {} : { WorkingDir: hook.workingDir }),
  });
  return { exec, stream: await exec.start({ Tty: true }) };
}

function within(ms: number, listen: (done: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    listen(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
