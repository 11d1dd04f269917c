import { fail } from "@/lib/core/errors";
import { labelOf } from "@/lib/core/facts";
import type { DebugShell, Engine, Shell, ShellSession } from "@/lib/engine/port";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs } from "./context";
import { noteInHistory } from "./note-in-history";
import { requireReason, requireRunning } from "./reach-in";
import { recordShell } from "./record-shell";
import { requireStack } from "./require-stack";
import { beginDiary } from "./shell-diary";

export interface OpenShellInput {
  environment: string;
  stack: string;
  container: string;
  /** Null for the best one the container has. */
  shell: Shell | null;
  cols: number;
  rows: number;
  /** An image that the policy allows: its shell is opened beside the container. */
  debug?: string | undefined;
  /** Why: asked of whoever opens it by a site role, for the owner to read. */
  reason?: string | null | undefined;
}

export interface ShellPlace {
  environmentId: string;
  stackId: string;
  container: string;
  /** `web-1`. */
  label: string;
  image: string;
  service: string;
  /** Whether the environment has shells recorded. */
  record: boolean;
  /** Whether it lets files be moved in and out, and what debug shells may be made from. */
  transfers: boolean;
  debugImages: readonly string[];
  /** How long one may wait in which nothing happens; null is for ever. */
  idleMinutes: number | null;
}

export interface OpenShell extends Omit<ShellPlace, "transfers" | "debugImages"> {
  session: ShellSession;
  shell: Shell;
  /** All that the container has, best first. */
  shells: Shell[];
  recorded: boolean;
  /** Asks anew whether the person may have it; throws the refusal. */
  recheck(): Promise<unknown>;
  /** To be called once when the session is over: writes the audit row of its end. */
  ended(exitCode: number | null): Promise<void>;
}

/** Where a shell may be opened: the container must belong to a stack the person may operate. Throws NOT_FOUND, FORBIDDEN. */
export async function shellPlace(args: OpArgs<Pick<OpenShellInput, "environment" | "stack" | "container" | "debug">>): Promise<ShellPlace> {
  const { place } = await findShellPlace(args);
  const { debug } = args.input;
  // Asked again while it is open: what an administrator takes off the list ends.
  if (debug !== undefined && !place.debugImages.includes(debug)) throw fail("FORBIDDEN", { action: "open a shell of this image", needs: "administrator" });
  return place;
}

/** The same with the stack it is in. */
export async function findShellPlace({
  ctx,
  input,
}: OpArgs<Pick<OpenShellInput, "environment" | "stack" | "container">>): Promise<{ place: ShellPlace; stack: StackRecord }> {
  const { stack, environment } = await requireStack(ctx, input, "shell.open");
  const { mirror } = ctx.places.of(stack.environmentId);
  const container = mirror.stack(stack.id).containers.find((each) => each.id === input.container);
  const service = stack.desired.services.find((each) => each.id === container?.serviceId);
  if (container === undefined || service === undefined) throw fail("NOT_FOUND", { what: "container" });
  const generation = [service.target, service.kept].find((each) => each?.number === container.generation);
  const place = {
    environmentId: stack.environmentId,
    stackId: stack.id,
    container: container.id,
    label: labelOf(service.name, container.index),
    image: generation?.spec.image ?? container.imageId,
    service: service.name,
    record: environment.policy.recordShells,
    transfers: environment.policy.watch.transferFiles,
    debugImages: environment.policy.watch.debugImages,
    idleMinutes: environment.policy.watch.shellIdleMinutes,
  };
  return { place, stack };
}

/** Opens a shell in a running container, as its own user, and writes it down. Throws besides CONTAINER_NOT_RUNNING and NO_SHELL. */
export async function openShell({ ctx, input }: OpArgs<OpenShellInput>): Promise<OpenShell> {
  const { place, stack } = await findShellPlace({ ctx, input });
  const { asRole, reason } = requireReason(ctx, stack, input.reason);
  const { engine, mirror } = ctx.places.of(place.environmentId);
  requireRunning({ mirror }, place);
  const shells = input.debug === undefined ? await engine.probeShells(place.container) : null;
  if (shells?.length === 0) throw fail("NO_SHELL", { image: place.image });
  if (input.debug !== undefined) requireDebugImage(place, input.debug);

  const recording = place.record ? ctx.newId() : null;
  const what = input.debug === undefined ? { shell: bestOf(shells ?? [], input.shell) } : { debug: input.debug };
  const about = { container: place.container, service: place.service, ...what, recording, ...(asRole && { as: asRole, reason }) };
  const begun = ctx.now();
  const diary = await beginDiary(ctx, place, "shell.open", about);
  if (asRole !== null)
    await ctx.registry.transaction((tx) => noteInHistory(ctx, tx, stack, { kind: "shell", service: place.service, message: reason, asRole }));
  const bare = await begin(engine, shells, ctx.actor.userId, input).catch(async (error: unknown) => {
    await diary.failed(error);
    throw error;
  });
  const title = `${place.label} of ${input.stack} in ${input.environment}, ${ctx.actor.username}`;
  const recorder = recording === null ? null : ctx.recordings.begin(recording, { cols: input.cols, rows: input.rows, title, at: ctx.now() });
  const session = recorder ? recordShell(bare.session, recorder) : bare.session;
  const ended = async (exitCode: number | null) => {
    await recorder?.end();
    await diary.ended({ user: session.user, exitCode, seconds: Math.round((ctx.now() - begun) / 1000) });
  };
  return { ...place, ...bare, session, recorded: recorder !== null, recheck: () => shellPlace({ ctx, input }), ended };
}

const bestOf = (shells: Shell[], asked: Shell | null): Shell => (asked !== null && shells.includes(asked) ? asked : (shells[0] ?? "sh"));

/** In the container itself, or in a helper beside it. */
async function begin(
  engine: Engine,
  shells: Shell[] | null,
  userId: string,
  { container, shell: asked, debug, cols, rows }: OpenShellInput,
): Promise<DebugShell> {
  if (shells === null) return engine.debugShell(container, { image: debug ?? "", userId, shell: asked, cols, rows });
  const shell = bestOf(shells, asked);
  return { session: await engine.shell(container, { shell, cols, rows }), shell, shells };
}

function requireDebugImage({ debugImages }: ShellPlace, image: string): void {
  if (!debugImages.includes(image)) throw fail("DEBUG_IMAGE_REFUSED", { image, reason: "not-allowed" });
}
