import type { PortSpec } from "@/lib/core/spec";
import type { Draft } from "../fields/draft";
import { entryOf } from "../node";
import type { Fix } from "./edits";
import type { LintRoom } from "./room";

export function lintPorts(room: LintRoom): void {
  for (const draft of room.drafts) {
    noteRandom(room, draft);
    warnUnexposed(room, draft);
  }
}

function noteRandom({ desk }: LintRoom, { spec, ports }: Draft): void {
  const { from, to } = desk.policy.hostPorts;
  for (const { port, at } of ports) {
    if (port.published !== null) continue;
    const message = `${spec.name} gets a random host port, any free one of ${from} to ${to}.`;
    desk.report.notice({ rule: "port.random", at, short: "random host port", message });
  }
}

/** An image that exposes nothing says nothing; one that exposes another port most likely listens there. */
function warnUnexposed(room: LintRoom, draft: Draft): void {
  const exposed = room.facts(draft)?.exposed ?? [];
  // The author of the file knows better than the image.
  if (exposed.length === 0 || entryOf(draft.entry.value, "expose")) return;
  for (const { port, at } of draft.ports) {
    if (exposed.includes(`${port.target}/${port.protocol}`)) continue;
    const others = exposed.filter((one) => one.endsWith(`/${port.protocol}`)).map((one) => Number.parseInt(one, 10));
    const message = `The image exposes ${exposed.join(", ")} and not ${port.target}/${port.protocol}, so most likely nothing listens there and the address stays dead. If the program does listen on ${port.target}, say so with \`expose\`.`;
    const [only] = others.length === 1 ? others : [];
    const fix = only === undefined ? null : portWritten(draft, { ...port, target: only }, `Publish ${only}`, port);
    room.desk.report.warning({ rule: "lint.port-not-exposed", at, short: "not exposed", message, fix });
  }
}

/** Any free host port instead of a fixed one. */
export const freePort = (draft: Draft, port: PortSpec): Fix | null => portWritten(draft, { ...port, published: null }, "Take any free port", port);

/** The item anew in its short form; null where it stands for several ports, or is not a plain text of the service's own. */
function portWritten(draft: Draft, { target, published, protocol }: PortSpec, label: string, was: PortSpec): Fix | null {
  const at = draft.ports.find(({ port }) => port === was)?.at;
  if (!at || at.from < draft.entry.to || draft.ports.filter((other) => other.at.from === at.from).length !== 1) return null;
  const list = entryOf(draft.entry.value, "ports")?.value;
  const node = list?.kind === "list" ? list.items.find((item) => item.from === at.from) : undefined;
  if (node?.kind !== "scalar" || node.source.includes("$")) return null;
  const text = `${published === null ? "" : `${published}:`}${target}${protocol === "tcp" ? "" : `/${protocol}`}`;
  return { label, from: at.from, to: at.to, insert: `"${text}"` };
}
