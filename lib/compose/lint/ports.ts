import type { PortSpec } from "@/lib/core/spec";
import type { Draft } from "../fields/draft";
import { entryOf, type Node } from "../node";
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
    if (exposed.includes(`${port.target}/${port.protocol}`) || isNamed(draft, port.target)) continue;
    const others = exposed.filter((one) => one.endsWith(`/${port.protocol}`)).map((one) => Number.parseInt(one, 10));
    const message = `The image exposes ${exposed.join(", ")} and not ${port.target}/${port.protocol}, so most likely nothing listens there and the address stays dead. If the program does listen on ${port.target}, say so with \`expose\`.`;
    const [only] = others.length === 1 ? others : [];
    const fix = only === undefined ? null : portWritten(draft, { ...port, target: only }, `Publish ${only}`, port);
    room.desk.report.warning({ rule: "lint.port-not-exposed", at, short: "not exposed", message, fix });
  }
}

/** The file itself tells the program which port to listen at: `--port 9000`, `PORT: 9000`. */
const isNamed = ({ spec: { command, entrypoint, environment } }: Draft, port: number): boolean =>
  [...(command ?? []), ...(entrypoint ?? []), ...Object.values(environment)].some((text) => new RegExp(`(?<!\\d)${port}(?!\\d)`).test(text));

/** Any free host port instead of a fixed one. */
export const freePort = (draft: Draft, port: PortSpec): Fix | null => portWritten(draft, { ...port, published: null }, "Take any free port", port);

/** The item anew in its short form; null where it stands for several ports, or is not a plain text of the service's own. */
function portWritten(draft: Draft, { target, published, protocol }: PortSpec, label: string, was: PortSpec): Fix | null {
  const at = draft.ports.find(({ port }) => port === was)?.at;
  if (!at || at.from < draft.entry.to || draft.ports.filter((other) => other.at.from === at.from).length !== 1) return null;
  const list = entryOf(draft.entry.value, "ports")?.value;
  const node = list?.kind === "list" ? list.items.find((item) => item.from === at.from || at.path.startsWith(`${item.path}.`)) : undefined;
  if (node?.kind === "map") return keyWritten(node, { target, published }, label);
  if (node?.kind !== "scalar" || node.source.includes("$")) return null;
  const text = `${published === null ? "" : `${published}:`}${target}${protocol === "tcp" ? "" : `/${protocol}`}`;
  return { label, from: at.from, to: at.to, insert: `"${text}"` };
}

/** In the long form the one key that is another: the rest is the author's. */
function keyWritten(node: Node, { target, published }: Pick<PortSpec, "target" | "published">, label: string): Fix | null {
  const key = (name: string) => entryOf(node, name);
  const inside = key("target")?.value;
  if (inside?.kind === "scalar" && Number(inside.value) !== target) return { label, from: inside.from, to: inside.to, insert: String(target) };
  const host = key("published");
  return published === null && host?.cut ? { label, from: host.cut.from, to: host.cut.to, insert: "" } : null;
}
