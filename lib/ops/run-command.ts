import { fail } from "@/lib/core/errors";
import { hide, secretsOf } from "@/lib/core/masking";
import { isUp, type ObservedContainer } from "@/lib/core/observed";
import type { CommandPiece, CommandResult } from "@/lib/engine/port";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import { noteInHistory } from "./note-in-history";
import { shellPlace } from "./open-shell";
import { requireReason, requireRunning } from "./reach-in";
import { requireEngine, requireStack } from "./require-stack";
import { beginDiary } from "./shell-diary";
import { watchRight } from "./watch-right";

export interface RunCommandInput {
  environment: string;
  stack: string;
  /** A container by id, or the first running one of a service. */
  container: string | null;
  service: string | null;
  command: string[];
  seconds: number;
  signal: AbortSignal;
  /** Why: asked of whoever comes by a site role, for the owner to read. */
  reason: string | null;
  /** Told of what it says while it runs. */
  onOutput?: (piece: CommandPiece) => void;
}

export interface CommandRun extends CommandResult {
  container: string;
  label: string;
}

/** Kept of each stream; a log or a copy of data has other ways out. */
const MOST_BYTES = 512 * 1024;
/** Of a command, in the audit. */
const MOST_WORDS = 500;

/** Runs one command where a shell may be opened, as the container's own user, and writes it down before and after. */
export async function runCommand({ ctx, input }: OpArgs<RunCommandInput>): Promise<CommandRun> {
  const { command, seconds, signal, onOutput } = input;
  const { stack } = await requireStack(ctx, input, "shell.open");
  const { engine, mirror } = ctx.places.of(stack.environmentId);
  const wanted = input.container ?? containerOf(stack, mirror.stack(stack.id).containers, input.service);
  const place = await shellPlace({ ctx, input: { ...input, container: wanted } });
  const { asRole, reason } = requireReason(ctx, stack, input.reason);
  requireEngine({ mirror });
  const container = requireRunning({ mirror }, place);
  const secrets = secretsOf(await ctx.registry.variablesOf(place.stackId, [container.revision]));
  const said = hide(command.join(" "), secrets).slice(0, MOST_WORDS);
  const recording = place.record ? ctx.newId() : null;
  const about = { container: place.container, command: said, ...(recording && { recording }), ...(asRole && { as: asRole, reason }) };
  const diary = await beginDiary(ctx, place, "shell.command", about);
  if (asRole !== null)
    await ctx.registry.transaction((tx) => noteInHistory(ctx, tx, stack, { kind: "shell", service: place.service, message: reason, asRole }));
  const right = watchRight(ctx, place, () => shellPlace({ ctx, input: { ...input, container: wanted } }));
  try {
    const until = AbortSignal.any([signal, right.signal]);
    const result = await engine.command(place.container, { command, seconds, mostBytes: MOST_BYTES, signal: until, onOutput });
    if (recording) await record(ctx, recording, `${place.label} of ${input.stack} in ${input.environment}, ${ctx.actor.username}`, said, result);
    right.signal.throwIfAborted();
    const { exitCode, timedOut } = result;
    await diary.ended({ exitCode, ...(timedOut && { timedOut }), ...(signal.aborted && { stopped: true }) });
    return { ...result, container: place.container, label: place.label };
  } catch (error) {
    await diary.failed(error);
    throw error;
  } finally {
    right.stop();
  }
}

/** Where shells are recorded, so is what a command said. */
async function record({ recordings, now }: OpContext, id: string, title: string, command: string, { stdout, stderr }: CommandResult): Promise<void> {
  const recorder = recordings.begin(id, { cols: 120, rows: 40, title, at: now() });
  recorder.output(Buffer.from(`$ ${command}\n${stdout}${stderr}`.replaceAll("\n", "\r\n")));
  await recorder.end();
}

/** The first running container of what is meant to run; of what is kept, where nothing else runs. */
function containerOf(stack: StackRecord, containers: ObservedContainer[], name: string | null): string {
  const service = stack.desired.services.find((one) => one.name === name);
  if (!service) throw fail("NOT_FOUND", { what: "service" });
  const own = containers.filter(({ serviceId }) => serviceId === service.id).toSorted((a, b) => b.generation - a.generation || a.index - b.index);
  const best = own.find((one) => one.generation === service.target?.number && isUp(one)) ?? own.find(isUp) ?? own[0];
  if (!best) throw fail("NOT_FOUND", { what: "container" });
  return best.id;
}
