import type { OpArgs } from "./context";
import { type OpenShellInput, shellPlace } from "./open-shell";

/** Somebody is about to open a shell here: which ones there are is found out meanwhile, once an image. Throws as `shellPlace`. */
export async function prepareShell({ ctx, input }: OpArgs<Pick<OpenShellInput, "environment" | "stack" | "container">>): Promise<void> {
  const { environmentId, container } = await shellPlace({ ctx, input });
  const { engine, mirror } = ctx.places.of(environmentId);
  if (mirror.container(container)?.state === "running") engine.probeShells(container).catch(() => undefined);
}
