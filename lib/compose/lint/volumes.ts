import { isInside, samePath } from "@/lib/core/image-facts";
import type { Draft } from "../fields/draft";
import { entryOf, type Node } from "../node";
import { addMount, declareVolume, type Fix, joined, mountNode, volumeName } from "./edits";
import { isDatabase, type LintRoom, sharedVolume, spotOf } from "./room";

type Mount = Draft["mounts"][number];

/** Data that would be lost with the container. */
export function lintVolumes(room: LintRoom): void {
  for (const draft of room.drafts) {
    const uncovered = (room.facts(draft)?.volumes ?? []).filter((path) => !draft.mounts.some(({ mount }) => samePath(mount.target, path)));
    for (const path of uncovered) warnUncovered(room, draft, path);
    for (const one of draft.mounts) if (one.mount.type === "anonymous") noteAnonymous(room, draft, one);
    if (uncovered.length === 0) warnDatabase(room, draft);
  }
}

/** The image keeps data at `path`, and no mount is there: the engine makes a volume without a name, a new one for every container. */
function warnUncovered(room: LintRoom, draft: Draft, path: string): void {
  const { report } = room.desk;
  const { name } = draft.spec;
  const near = draft.mounts.find(({ mount }) => mount.type === "volume" && (isInside(path, mount.target) || isInside(mount.target, path)));
  if (near) {
    const above = isInside(path, near.mount.target);
    const message = `The image keeps its data in ${path}, and only ${near.mount.target} is mounted. The engine puts a new unnamed volume at ${path} of every container, so the data is gone when an upgrade is confirmed. Mount the volume at ${path}.`;
    report.warning({
      rule: above ? "lint.image-volume-parent" : "lint.image-volume-child",
      at: near.at,
      short: above ? "only its parent is mounted" : "only a part is mounted",
      message,
      fix: moveMount(room, draft, near, path),
    });
    return;
  }
  const message = `The image keeps data in ${path}, and nothing is mounted there. Every container of ${name} gets a new unnamed volume, so the data is gone when an upgrade is confirmed. Mount a named volume.`;
  report.warning({ rule: "lint.image-volume", at: spotOf(draft, "image"), short: "data is not kept", message, fix: nameIt(room, draft, path) });
}

function nameIt({ text, stack, drafts }: LintRoom, draft: Draft, path: string): Fix | null {
  const name = volumeName(stack, draft.spec.name, path);
  const edits = [addMount(text, draft, drafts, `${name}:${path}`), declareVolume(text, stack, name)];
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

/** Known only by its name, so only where the image itself has not already said so. */
function warnDatabase({ desk }: LintRoom, draft: Draft): void {
  const { spec } = draft;
  if (!isDatabase(draft) || sharedVolume(draft) || spec.scale === 0) return;
  const message = `${spec.name} looks like a database without a volume: its data lives in the container and is lost when an upgrade is confirmed.`;
  desk.report.warning({ rule: "lint.database-without-volume", at: spotOf(draft, "image"), short: "data is not kept", message });
}
