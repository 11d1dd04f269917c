import { dataHomeOf } from "@/lib/core/database-images";
import { isInside, samePath } from "@/lib/core/image-facts";
import type { Draft } from "../fields/draft";
import { entryOf, type Node } from "../node";
import { addItem, declareVolume, type Fix, joined, mountNode, volumeName } from "./edits";
import { isDatabase, type LintRoom, spotOf } from "./room";

type Mount = Draft["mounts"][number];

/** Data that would be lost with the container. */
export function lintVolumes(room: LintRoom): void {
  for (const draft of room.drafts) {
    const homes = homesOf(room, draft);
    for (const path of lostOf(draft, homes)) warnUncovered(room, draft, path);
    for (const one of draft.mounts) if (one.mount.type === "anonymous") noteAnonymous(room, draft, one);
    if (homes.length === 0 && dataPathOf(draft) === null) warnDatabase(room, draft);
  }
}

/** Where the image keeps data: as it says itself or, while nobody can ask it, as its name says. */
function homesOf(room: LintRoom, draft: Draft): string[] {
  const facts = room.facts(draft);
  const home = facts || draft.spec.scale === 0 ? null : dataHomeOf(draft.spec.image);
  return facts?.volumes ?? (home === null ? [] : [home]);
}

/** Where the file itself puts the data of Postgres; null where it leaves that to the image. */
function dataPathOf(draft: Draft): string | null {
  const path = draft.spec.environment.PGDATA;
  return isDatabase(draft) && path?.startsWith("/") ? path : null;
}

/** Of those, what no mount keeps. Where the file puts the data elsewhere, only that place counts. */
function lostOf(draft: Draft, homes: string[]): string[] {
  const isMounted = (path: string) => draft.mounts.some(({ mount }) => samePath(mount.target, path));
  const path = dataPathOf(draft);
  if (path === null) return homes.filter((home) => !isMounted(home));
  const above = [...homes, ...draft.mounts.map(({ mount }) => mount.target)].filter((one) => samePath(one, path) || isInside(path, one));
  const [holder = path] = above.sort((a, b) => b.length - a.length);
  return isMounted(holder) ? [] : [holder];
}

/** Data is kept at `path`, and no mount is there: it lives in a volume without a name, a new one for every container, or in the container itself. */
function warnUncovered(room: LintRoom, draft: Draft, path: string): void {
  const { report } = room.desk;
  const { name } = draft.spec;
  const facts = room.facts(draft);
  const says =
    path === dataPathOf(draft) ? "PGDATA puts the data into" : facts ? "The image keeps data in" : "As it is published, this image keeps its data in";
  const lost = facts?.volumes.includes(path)
    ? `Every container of ${name} gets a new unnamed volume there`
    : `There it lives in the container of ${name} alone`;
  const near = draft.mounts.find(({ mount }) => mount.type !== "tmpfs" && (isInside(path, mount.target) || isInside(mount.target, path)));
  if (near) {
    const above = isInside(path, near.mount.target);
    const short = above ? "only its parent is mounted" : "only a part is mounted";
    const message = `${says} ${path}, and only ${near.mount.target} is mounted. ${above && !facts ? `Every container of ${name} gets a new unnamed volume there` : lost}, so the data is gone when an upgrade is confirmed. Mount the volume at ${path}.`;
    // A part that the author chose stays where it is; only a database has all of its data in one place.
    const fix = above || isDatabase(draft) ? moveMount(room, draft, near, path) : nameIt(room, draft, path);
    report.warning({ rule: above ? "lint.image-volume-parent" : "lint.image-volume-child", at: near.at, short, message, fix });
    return;
  }
  const message = `${says} ${path}, and nothing is mounted there. ${lost}, so the data is gone when an upgrade is confirmed. Mount a named volume.`;
  const rule = facts?.volumes.includes(path) ? "lint.image-volume" : "lint.database-without-volume";
  report.warning({ rule, at: spotOf(draft, "image"), short: "data is not kept", message, fix: nameIt(room, draft, path) });
}

function nameIt({ text, stack, drafts }: LintRoom, draft: Draft, path: string): Fix | null {
  const name = volumeName(stack, draft.spec.name, path);
  const edits = [addItem(text, draft, drafts, "volumes", `${name}:${path}`), declareVolume(text, stack, name)];
  const [mount, declaration] = edits;
  return mount && declaration ? { label: `Keep it in a volume ${name}`, ...joined(text, [mount, declaration]) } : null;
}

/** Same volume, right place. */
function moveMount({ drafts }: LintRoom, draft: Draft, { mount, at }: Mount, path: string): Fix | null {
  const node = mountNode(draft, drafts, at);
  const label = `Mount it at ${path}`;
  if (!node || mount.type !== "volume") return null;
  if (node.kind === "map") {
    const target = entryOf(node, "target")?.value;
    return target && isLiteral(target) ? { label, from: target.from, to: target.to, insert: path } : null;
  }
  if (!isLiteral(node)) return null;
  return { label, from: node.from, to: node.to, insert: `${mount.source}:${path}${mount.readOnly ? ":ro" : ""}` };
}

const isLiteral = (node: Node): boolean => node.kind === "scalar" && !node.source.includes("$");

function noteAnonymous(room: LintRoom, draft: Draft, { mount, at }: Mount): void {
  const { desk, text, stack, drafts } = room;
  const name = volumeName(stack, draft.spec.name, mount.target);
  const node = mountNode(draft, drafts, at);
  const declaration = declareVolume(text, stack, name);
  const fix =
    node?.kind === "scalar" && isLiteral(node) && declaration
      ? { label: `Call it ${name}`, ...joined(text, [{ from: node.from, to: node.to, insert: `${name}:${mount.target}` }, declaration]) }
      : null;
  const message = `The volume at ${mount.target} has no name: every container of ${draft.spec.name} gets a new one, and what is in it is gone when an upgrade is confirmed. Give it a name if it matters.`;
  desk.report.notice({ rule: "lint.anonymous-volume", at, short: "not kept by upgrades", message, fix });
}

/** Known only by its name, and that says nothing of where the data is. */
function warnDatabase({ desk }: LintRoom, draft: Draft): void {
  const { spec, mounts } = draft;
  if (!isDatabase(draft) || spec.scale === 0 || mounts.some(({ mount }) => mount.type !== "tmpfs")) return;
  const message = `${spec.name} looks like a database without a volume: its data lives in the container and is lost when an upgrade is confirmed.`;
  desk.report.warning({ rule: "lint.database-without-volume", at: spotOf(draft, "image"), short: "data is not kept", message });
}
