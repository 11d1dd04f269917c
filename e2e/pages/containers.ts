import { expect } from "@playwright/test";
import type Docker from "dockerode";
import { LABEL } from "@/lib/core/labels";
import { containersOf } from "../fixtures";

export type Seen = Docker.ContainerInfo;

/** `web-1 g2`, as the labels say: which number of which service, made from which generation. */
export const nameOf = ({ Labels }: Seen): string => `${Labels[LABEL.serviceName]}-${Labels[LABEL.number]} g${Labels[LABEL.generation]}`;

const describe = (container: Seen): string => `${nameOf(container)} ${container.State}`;
const byName = (a: Seen, b: Seen): number => nameOf(a).localeCompare(nameOf(b), "en", { numeric: true });

/** Every container of a stack as the engine knows it: `web-1 g1 exited`, in order. */
export const standing = async (docker: Docker, stack: string, service?: string): Promise<string[]> =>
  (await containersOf(docker, stack, service)).sort(byName).map(describe);

/** Waits until the engine has exactly these containers, in these states. */
export const expectStanding = (docker: Docker, stack: string, wanted: string[], timeout = 30_000): Promise<void> =>
  expect.poll(() => standing(docker, stack), { timeout, intervals: [100, 200, 400] }).toEqual(wanted);

/** Ids by `web-1 g1`: the same container keeps its id, one made anew does not. */
export async function idsOf(docker: Docker, stack: string, service?: string): Promise<Record<string, string>> {
  const containers = (await containersOf(docker, stack, service)).sort(byName);
  return Object.fromEntries(containers.map((container) => [nameOf(container), container.Id]));
}

/** The id of one container, such as `web-1 g1`; it must be there. */
export async function idOf(docker: Docker, stack: string, name: string): Promise<string> {
  const id = (await idsOf(docker, stack))[name];
  if (id === undefined) throw new Error(`the engine has no ${name} of ${stack}`);
  return id;
}

/** Runs a command in a container from outside and answers what it printed. */
export async function runIn(docker: Docker, id: string, command: string[]): Promise<string> {
  const exec = await docker.getContainer(id).exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await exec.start({ Tty: true });
  let said = "";
  for await (const bytes of stream) said += String(bytes);
  return said.trim();
}

/** Makes the container itself say a line: what reaches the first process' output is the container's log. */
export const say = (docker: Docker, id: string, line: string): Promise<string> => runIn(docker, id, ["sh", "-c", 'printf "%s\\n" "$0" > /proc/1/fd/1', line]);

/** Command lines of all processes inside. */
export async function processesIn(docker: Docker, id: string): Promise<string[]> {
  const { Titles, Processes } = (await docker.getContainer(id).top({ ps_args: "-eo pid,args" })) as { Titles: string[]; Processes: string[][] };
  const at = Titles.findIndex((title) => /^(CMD|COMMAND|ARGS)$/i.test(title));
  return Processes.map((row) => row[at] ?? "");
}

/** The same once the first process has made its one: a container counts as running before that. */
export async function settledProcesses(docker: Docker, id: string): Promise<string[]> {
  await expect.poll(() => processesIn(docker, id)).toContainEqual(expect.stringMatching(/^\S*sleep /));
  return processesIn(docker, id);
}

/** Frames of a log without terminal, joined in the order in which the engine tells them. */
export async function logOf(docker: Docker, id: string): Promise<string> {
  const frames = await docker.getContainer(id).logs({ stdout: true, stderr: true, timestamps: true, follow: false });
  let text = "";
  for (let at = 0; at + 8 <= frames.length; ) {
    const length = frames.readUInt32BE(at + 4);
    text += frames.toString("utf8", at + 8, at + 8 + length);
    at += 8 + length;
  }
  return text;
}

export interface EngineEvent {
  action: string;
  id: string;
  /** `web-1 g2`. */
  name: string;
}

/** Listens to what the engine does with the containers of a stack; call the answer to stop. */
export async function listen(docker: Docker, stack: string, hear: (event: EngineEvent) => void): Promise<() => void> {
  const stream = (await docker.getEvents({ filters: { type: ["container"], label: [`${LABEL.stackName}=${stack}`] } })) as NodeJS.ReadableStream & {
    destroy(): void;
  };
  stream.on("error", () => undefined);
  let rest = "";
  stream.on("data", (bytes: Buffer) => {
    const lines = `${rest}${bytes.toString()}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((text) => text !== "")) {
      const { Action, Actor } = JSON.parse(line) as { Action: string; Actor: { ID: string; Attributes: Record<string, string> } };
      hear({ action: Action, id: Actor.ID, name: nameOf({ Labels: Actor.Attributes } as Seen) });
    }
  });
  return () => stream.destroy();
}
