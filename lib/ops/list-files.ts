import { shownPath } from "@/lib/core/file-path";
import type { FileFate, FilesView } from "@/lib/core/files";
import { isBelow } from "@/lib/core/policy";
import type { ContainerStorage } from "@/lib/core/storage";
import type { OpArgs, OpContext } from "./context";
import { type FileAccess, type FileKey, requireFiles } from "./file-place";
import { isNewVisit, noteInHistory } from "./note-in-history";

/** What lies in a folder of a container, and what becomes of it. */
export async function listFiles({ ctx, input }: OpArgs<FileKey>): Promise<FilesView> {
  const access = await requireFiles(ctx, input);
  await noteLook(ctx, access);
  const { engine, place, path } = access;
  const [listing, storage] = await Promise.all([engine.files.list(place.container, path), engine.storage(place.container).catch(() => null)]);
  return { ...listing, fate: storage && fateOf(storage, path) };
}

/** The mount that a path lies in, or the container itself. */
export function fateOf({ mounts, readOnlyRoot }: ContainerStorage, path: string): FileFate {
  const [mount] = mounts.filter((each) => isBelow(path, each.path)).sort((a, b) => b.path.length - a.path.length);
  if (mount === undefined) return { kind: "layer", mountedAt: "/", readOnly: readOnlyRoot };
  return { kind: mount.kind, mountedAt: mount.path, readOnly: mount.readOnly };
}

/** Names tell something too: what a site role looks at in a stack of others is written down, once an hour for each container. */
async function noteLook(ctx: OpContext, { asRole, reason, place, stack, path }: FileAccess): Promise<void> {
  if (asRole === null || !isNewVisit(ctx, `${stack.id} ${place.container} files`)) return;
  const { actor, address } = ctx;
  const row = { actor, address, stackId: place.stackId, subject: place.label, object: { kind: "container" as const, id: place.container } };
  const after = { container: place.container, path: shownPath(path), as: asRole, reason };
  await ctx.registry.transaction(async (tx) => {
    await tx.audit({ ...row, action: "file.list", outcome: "succeeded", before: null, after }, ctx.now());
    await noteInHistory(ctx, tx, stack, { kind: "files", service: place.service, message: reason, asRole });
  });
}
