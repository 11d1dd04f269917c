import { type SiteRole, siteRoleFor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { plainPath } from "@/lib/core/file-path";
import type { Engine } from "@/lib/engine/port";
import type { StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { findShellPlace, type ShellPlace } from "./open-shell";
import { requireEngine } from "./require-stack";

export interface FileKey {
  environment: string;
  stack: string;
  container: string;
  /** Absolute; see lib/core/file-path.ts. */
  path: string;
  /** Why: asked of whoever comes by a site role, for the owner to read. */
  reason: string | null;
}

export interface FileAccess {
  place: ShellPlace;
  stack: StackRecord;
  engine: Engine;
  /** Without `.` and `..`. */
  path: string;
  asRole: Exclude<SiteRole, "user"> | null;
  reason: string | null;
}

/** Where files may be moved: a running container that a shell may be opened in, where the environment allows it. Throws TRANSFER_OFF, REASON_NEEDED. */
export async function requireFiles(ctx: OpContext, input: FileKey): Promise<FileAccess> {
  const { place, stack } = await findShellPlace({ ctx, input });
  if (!place.transfers) throw fail("TRANSFER_OFF", { environment: input.environment });
  const path = plainPath(input.path);
  if (path === null) throw fail("INVALID_INPUT", { field: "Path", reason: "write the whole path, from /" });
  const asRole = siteRoleFor(ctx.actor, "shell.open", stack.member);
  const reason = input.reason?.trim().slice(0, 300) || null;
  if (asRole !== null && reason === null) throw fail("REASON_NEEDED", { action: "shell.open", what: "files" });
  const { engine, mirror } = ctx.places.of(place.environmentId);
  requireEngine({ mirror });
  const state = mirror.container(place.container)?.state;
  if (state !== "running") throw fail("CONTAINER_NOT_RUNNING", { container: place.label, state: state ?? "missing" });
  return { place, stack, engine, path, asRole, reason };
}

/** Asked again while files move: the right and the switch. */
export async function requireStill(ctx: OpContext, input: FileKey): Promise<void> {
  const { place } = await findShellPlace({ ctx, input });
  if (!place.transfers) throw fail("TRANSFER_OFF", { environment: input.environment });
}
