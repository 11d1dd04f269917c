import { fail } from "@/lib/core/errors";
import { plainPath } from "@/lib/core/file-path";
import type { Engine } from "@/lib/engine/port";
import type { StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { findShellPlace, type ShellPlace } from "./open-shell";
import { type Reach, requireReason, requireRunning } from "./reach-in";
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

export interface FileAccess extends Reach {
  place: ShellPlace;
  stack: StackRecord;
  engine: Engine;
  /** Without `.` and `..`. */
  path: string;
}

/** Where files may be moved: a running container that a shell may be opened in, where the environment allows it. Throws TRANSFER_OFF, REASON_NEEDED. */
export async function requireFiles(ctx: OpContext, input: FileKey): Promise<FileAccess> {
  const { place, stack } = await findShellPlace({ ctx, input });
  if (!place.transfers) throw fail("TRANSFER_OFF", { environment: input.environment });
  const path = plainPath(input.path);
  if (path === null) throw fail("INVALID_INPUT", { field: "Path", reason: "write the whole path, from /" });
  const reach = requireReason(ctx, stack, input.reason, "files");
  const { engine, mirror } = ctx.places.of(place.environmentId);
  requireEngine({ mirror });
  requireRunning({ mirror }, place);
  return { place, stack, engine, path, ...reach };
}

/** Asked again while files move: the right and the switch. */
export async function requireStill(ctx: OpContext, input: FileKey): Promise<void> {
  const { place } = await findShellPlace({ ctx, input });
  if (!place.transfers) throw fail("TRANSFER_OFF", { environment: input.environment });
}
