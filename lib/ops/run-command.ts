import { fail } from "@/lib/core/errors";
import { hide, secretsOf } from "@/lib/core/masking";
import { isUp } from "@/lib/core/observed";
import type { CommandResult } from "@/lib/engine/port";
import type { OpArgs } from "./context";
import { shellPlace } from "./open-shell";
import { requireEngine, requireStack } from "./require-stack";

export interface RunCommandInput {
  environment: string;
  stack: string;
  /** A container by id, or the first running one of a service. */
  container: string | null;
  service: string | null;
  command: string[];
  seconds: number;
  signal: AbortSignal;
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
  const { environment, stack, command, seconds, signal } = input;
  const place = await shellPlace({ ctx, input: { environment, stack, container: await containerFor({ ctx, input }) } });
  const at = ctx.places.of(place.environmentId);
  requireEngine(at);
  const container = at.mirror.container(place.container);
  if (container?.state !== "running") throw fail("CONTAINER_NOT_RUNNING", { container: place.label, state: container?.state ?? "missing" });
  const audit = (action: string, before: unknown, after: unknown) =>
    ctx.registry.transaction((tx) =>
      tx.audit({ actor: ctx.actor, address: ctx.address, action, stackId: place.stackId, subject: place.label, before, after }, ctx.now()),
    );
  const secrets = secretsOf(await ctx.registry.variablesOf(place.stackId, [container.revision]));
  const said = { container: place.container, command: hide(command.join(" "), secrets).slice(0, MOST_WORDS) };
  await audit("shell.command", null, said);
  const result = await at.engine.command(place.container, { command, seconds, mostBytes: MOST_BYTES, signal });
  const { exitCode, timedOut } = result;
  await audit("shell.command-end", said, { exitCode, ...(timedOut && { timedOut }) });
  return { ...result, container: place.container, label: place.label };
}

/** The place is asked for once more by whoever opens it: this only finds it. */
async function containerFor({ ctx, input }: OpArgs<RunCommandInput>): Promise<string> {
  if (input.container !== null) return input.container;
  const { stack } = await requireStack(ctx, input, "shell.open");
  const service = stack.desired.services.find(({ name }) => name === input.service);
  if (!service) throw fail("NOT_FOUND", { what: "service" });
  const containers = ctx.places
    .of(stack.environmentId)
    .mirror.stack(stack.id)
    .containers.filter(({ serviceId }) => serviceId === service.id);
  const byPlace = containers.toSorted((a, b) => b.generation - a.generation || a.index - b.index);
  const best = byPlace.find((one) => one.generation === service.target?.number && isUp(one)) ?? byPlace.find(isUp) ?? byPlace[0];
  if (!best) throw fail("NOT_FOUND", { what: "container" });
  return best.id;
}
