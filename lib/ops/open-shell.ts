import { fail } from "@/lib/core/errors";
import { labelOf } from "@/lib/core/facts";
import type { Shell, ShellSession } from "@/lib/engine/port";
import type { OpArgs } from "./context";
import { requireStack } from "./require-stack";

export interface OpenShellInput {
  environment: string;
  stack: string;
  container: string;
  /** Null for the best one the container has. */
  shell: Shell | null;
  cols: number;
  rows: number;
}

export interface ShellPlace {
  environmentId: string;
  stackId: string;
  container: string;
  /** `web-1`. */
  label: string;
  image: string;
}

export interface OpenShell extends ShellPlace {
  session: ShellSession;
  shell: Shell;
  /** All that the container has, best first. */
  shells: Shell[];
  /** To be called once when the session is over: writes the audit row of its end. */
  ended(exitCode: number | null): Promise<void>;
}

/** Where a shell may be opened: the container must belong to a stack the person may operate. Throws NOT_FOUND, FORBIDDEN. */
export async function shellPlace({ ctx, input }: OpArgs<Pick<OpenShellInput, "environment" | "stack" | "container">>): Promise<ShellPlace> {
  const { stack } = await requireStack(ctx, input, "shell.open");
  const { mirror } = ctx.places.of(stack.environmentId);
  const container = mirror.stack(stack.id).containers.find((each) => each.id === input.container);
  const service = stack.desired.services.find((each) => each.id === container?.serviceId);
  if (container === undefined || service === undefined) throw fail("NOT_FOUND", { what: "container" });
  const generation = [service.target, service.kept].find((each) => each?.number === container.generation);
  return {
    environmentId: stack.environmentId,
    stackId: stack.id,
    container: container.id,
    label: labelOf(service.name, container.index),
    image: generation?.spec.image ?? container.imageId,
  };
}

/** Opens a shell in a running container, as its own user, and writes it down. Throws besides CONTAINER_NOT_RUNNING and NO_SHELL. */
export async function openShell({ ctx, input }: OpArgs<OpenShellInput>): Promise<OpenShell> {
  const place = await shellPlace({ ctx, input });
  const { engine, mirror } = ctx.places.of(place.environmentId);
  const container = mirror.container(place.container);
  if (container?.state !== "running") throw fail("CONTAINER_NOT_RUNNING", { container: place.label, state: container?.state ?? "missing" });
  const shells = await engine.probeShells(place.container);
  const shell = input.shell !== null && shells.includes(input.shell) ? input.shell : shells[0];
  if (shell === undefined) throw fail("NO_SHELL", { image: place.image });

  const audit = (action: string, before: unknown, after: unknown) =>
    ctx.registry.transaction((tx) =>
      tx.audit({ actor: ctx.actor, address: ctx.address, action, stackId: place.stackId, subject: place.label, before, after }, ctx.now()),
    );
  await audit("shell.open", null, { container: place.container, shell });
  const session = await engine.shell(place.container, { shell, cols: input.cols, rows: input.rows });
  return { ...place, session, shell, shells, ended: (exitCode) => audit("shell.close", { container: place.container, shell }, { exitCode }) };
}
