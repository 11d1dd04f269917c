import type Docker from "dockerode";
import type { ContainerInspectInfo } from "dockerode";
import { fail } from "@/lib/core/errors";
import { LABEL } from "@/lib/core/labels";
import { createDebugContainer } from "./create-container";
import { CHANGE_SECONDS, type EngineCall, READ_SECONDS, statusOf } from "./deadline";
import { type DebugUser, debugOptions } from "./debug-spec";
import type { DebugOptions, DebugShell, ShellSession } from "./port";
import { pullImage } from "./pull";
import type { ShellRoom } from "./shell";

const PULL_SECONDS = 120;

interface SideContainer {
  name: string;
  image: string;
  /** Shells in it, those that are being opened among them. */
  open: number;
  /** Ends them when the helper has gone: an exec in a container that was killed with another's processes is never told to have ended. */
  readonly sessions: Set<ShellSession>;
  ready: Promise<{ id: string; imageId: string; user: DebugUser }>;
}

/** Helpers of this process, by engine name: whatever else carries the label was left by one that has ended. */
const held = new Set<string>();

export interface DebugRoom {
  open(target: ContainerInspectInfo, options: DebugOptions): Promise<DebugShell>;
  /** Removes helpers that no process looks after any more; given what the engine lists anyway. */
  sweep(listed: readonly { Id: string; Names: string[]; Labels: Record<string, string> }[]): void;
}

export function debugRoom(docker: Docker, call: EngineCall, shells: ShellRoom): DebugRoom {
  const helpers = new Map<string, SideContainer>();

  const remove = (id: string): Promise<void> =>
    call({ name: "remove debug helper", seconds: CHANGE_SECONDS }, async () => {
      try {
        await docker.getContainer(id).remove({ force: true, v: true });
      } catch (error) {
        // Gone with its container, or on its way.
        if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
      }
    });

  const make = (target: ContainerInspectInfo, image: string): SideContainer => {
    const start = async (): SideContainer["ready"] => {
      const user = await userOf(docker, call, target);
      const { imageId } = await pullImage(docker, call, image, {
        always: false,
        onProgress: () => undefined,
        signal: AbortSignal.timeout(PULL_SECONDS * 1000),
      });
      const { options, shape } = debugOptions(target, imageId, user);
      helper.name = options.name;
      held.add(options.name);
      try {
        const info = await createDebugContainer({ docker, call }, options, shape);
        if ((info.Mounts ?? []).some(({ Type }) => Type !== "tmpfs")) {
          await remove(info.Id);
          throw fail("DEBUG_IMAGE_REFUSED", { image, reason: "volumes" });
        }
        await call({ name: "start debug helper", seconds: CHANGE_SECONDS }, () => docker.getContainer(info.Id).start()).catch(async (error: unknown) => {
          await remove(info.Id).catch(() => undefined);
          const noShell = /executable file not found|no such file or directory/i.test(String(error instanceof Error ? (error.cause ?? error) : error));
          throw noShell ? fail("DEBUG_IMAGE_REFUSED", { image, reason: "no-shell" }, error) : error;
        });
        void goneOf(docker, info.Id).then(() => {
          for (const session of helper.sessions) void session.close().catch(() => undefined);
        });
        return { id: info.Id, imageId, user };
      } catch (error) {
        held.delete(options.name);
        throw error;
      }
    };
    const helper: SideContainer = { name: "", image, open: 0, sessions: new Set(), ready: Promise.resolve().then(start) };
    helper.ready.catch(() => undefined);
    return helper;
  };

  const leave = async (key: string, helper: SideContainer): Promise<void> => {
    helper.open -= 1;
    if (helper.open > 0) return;
    if (helpers.get(key) === helper) helpers.delete(key);
    const made = await helper.ready.catch(() => null);
    if (made !== null) await remove(made.id);
    held.delete(helper.name);
  };

  return {
    open: async (target, { image, userId, shell: asked, cols, rows }) => {
      const key = `${userId} ${target.Id}`;
      const before = helpers.get(key);
      const alive = before !== undefined && before.image === image && (await stillRuns(docker, call, before));
      const helper = alive ? before : make(target, image);
      if (!alive && before !== undefined) void before.ready.then(({ id }) => remove(id)).catch(() => undefined);
      helpers.set(key, helper);
      helper.open += 1;
      try {
        const { id, imageId, user } = await helper.ready;
        const found = await shells.probe(id, imageId);
        const shell = asked !== null && found.includes(asked) ? asked : found[0];
        if (shell === undefined) throw fail("DEBUG_IMAGE_REFUSED", { image, reason: "no-shell" });
        const session = await shells.open(id, `${user.uid}:${user.gid}`, { shell, cols, rows });
        helper.sessions.add(session);
        const left = () => {
          helper.sessions.delete(session);
          return leave(key, helper);
        };
        return { session: leaving(session, left), shell, shells: found };
      } catch (error) {
        await leave(key, helper).catch(() => undefined);
        throw error;
      }
    },
    sweep: (listed) => {
      for (const { Id, Names, Labels } of listed) {
        const name = (Names[0] ?? "").replace(/^\//, "");
        if (Labels[LABEL.debug] !== undefined && !held.has(name)) void remove(Id).catch(() => undefined);
      }
    },
  };
}

/** Resolves when it no longer runs, or the engine can no longer tell. */
const goneOf = (docker: Docker, id: string): Promise<void> =>
  docker
    .getContainer(id)
    .wait()
    .then(
      () => undefined,
      () => undefined,
    );

const stillRuns = async (docker: Docker, call: EngineCall, helper: SideContainer): Promise<boolean> => {
  const made = await helper.ready.catch(() => null);
  if (made === null) return false;
  return call({ name: "look at debug helper", seconds: READ_SECONDS }, () => docker.getContainer(made.id).inspect()).then(
    ({ State }) => State.Running,
    () => false,
  );
};

/** The same shell; when it is closed, `leave` is part of that. */
function leaving(session: ShellSession, leave: () => Promise<void>): ShellSession {
  let closing: Promise<void> | null = null;
  const close = async () => {
    await session.close();
    await leave();
  };
  return {
    user: session.user,
    exitCode: session.exitCode,
    output: session.output,
    write: (data) => session.write(data),
    resize: (cols, rows) => session.resize(cols, rows),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Who the container's first process is. A user by name is a number only there, so the engine is asked for that process. */
async function userOf(docker: Docker, call: EngineCall, { Id, Config, State }: ContainerInspectInfo): Promise<DebugUser> {
  const said = /^(\d+)(?::(\d+))?$/.exec(Config.User ?? "");
  if (said?.[2] !== undefined) return { uid: Number(said[1]), gid: Number(said[2]) };
  if (!Config.User) return { uid: 0, gid: 0 };
  const { Processes } = await call({ name: "look at processes", seconds: READ_SECONDS }, async () => {
    // Their types call it something else.
    const top = docker.getContainer(Id).top.bind(docker.getContainer(Id)) as unknown as (options: { ps_args: string }) => Promise<{ Processes: string[][] }>;
    return top({ ps_args: "-eo pid,uid,gid" });
  });
  const [, uid, gid] = Processes.find(([pid]) => Number(pid) === State.Pid) ?? [];
  if (uid === undefined || gid === undefined) throw fail("ENGINE_ERROR", { message: "The engine does not say who runs in this container." });
  return { uid: Number(uid), gid: Number(gid) };
}
