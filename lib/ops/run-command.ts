import { siteRoleFor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { hide, secretsOf } from "@/lib/core/masking";
import { isUp, type ObservedContainer } from "@/lib/core/observed";
import type { CommandResult } from "@/lib/engine/port";
import type { StackRecord } from "@/lib/registry/types";
import type { Tx } from "./change-stack";
import type { OpArgs } from "./context";
import { noteInHistory } from "./note-in-history";
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
  /** Why: asked of whoever comes by a site role, for the owner to read. */
  reason: string | null;
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
  const { command, seconds, signal } = input;
  const { stack } = await requireStack(ctx, input, "shell.open");
  const { engine, mirror } = ctx.places.of(stack.environmentId);
  const wanted = input.container ?? containerOf(stack, mirror.stack(stack.id).containers, input.service);
  const place = await shellPlace({ ctx, input: { ...input, container: wanted } });
  const asRole = siteRoleFor(ctx.actor, "shell.open", stack.member);
  const reason = input.reason?.trim() || null;
  if (asRole !== null && reason === null) throw fail("REASON_NEEDED", { action: "shell.open" });
  requireEngine({ mirror });
  const container = mirror.container(place.container);
  if (container?.state !== "running") throw fail("CONTAINER_NOT_RUNNING", { container: place.label, state: container?.state ?? "missing" });
  const secrets = secretsOf(await ctx.registry.variablesOf(place.stackId, [container.revision]));
  const said = { container: place.container, command: hide(command.join(" "), secrets).slice(0, MOST_WORDS) };
  const audit = (tx: Tx, action: string, before: unknown, after: unknown) =>
    tx.audit({ actor: ctx.actor, address: ctx.address, action, stackId: place.stackId, subject: place.label, before, after }, ctx.now());
  await ctx.registry.transaction(async (tx) => {
    await audit(tx, "shell.command", null, { ...said, ...(asRole && { as: asRole, reason }) });
    if (asRole !== null) await noteInHistory(ctx, tx, stack, { kind: "shell", service: place.service, message: reason, asRole });
  });
  const result = await engine.command(place.container, { command, seconds, mostBytes: MOST_BYTES, signal });
  const { exitCode, timedOut } = result;
  await ctx.registry.transaction((tx) => audit(tx, "shell.command-end", said, { exitCode, ...(timedOut && { timedOut }) }));
  return { ...result, container: place.container, label: place.label };
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
