import type { Draft } from "../fields/draft";
import type { Entry, Node } from "../node";
import { addItem, declare, type Fix, joined, ownEntry } from "./edits";
import { fileVariable } from "./files-of-images";
import type { LintRoom } from "./room";

export interface Written {
  name: string;
  node: Node & { kind: "scalar" };
  /** The end of the value itself: a block of several lines brings the end of its last one along. */
  to: number;
  /** Its key; in a list the item holds the name too. */
  entry: Entry | null;
}

/** For an image that reads it from a file: the value becomes a secret, and the file says where it lies. */
export function toSecret({ text, stack, drafts, desk }: LintRoom, draft: Draft, { name, node, to, entry }: Written, value: string): Fix | null {
  const variable = fileVariable(draft.spec.image, name);
  const environment = ownEntry(draft, drafts, "environment");
  if (!variable || !environment || Object.hasOwn(draft.spec.environment, variable)) return null;
  // What an alias or a merge brings from elsewhere may be other services' too.
  const from = entry?.from ?? node.from;
  if (from < environment.to || (entry && node.from < entry.to) || drafts.some((other) => other.entry.from > environment.from && other.entry.from < from))
    return null;
  const secret = freeName(name, draft.spec.name, (one) => stack.secrets.has(one) || desk.own.secrets.includes(one));
  const [first] = stack.secrets.values();
  const item = addItem(text, draft, drafts, "secrets", secret ?? "");
  const declaration = declare(text, stack.keys, "secrets", first?.entry, `${secret}: { external: true }`);
  if (!secret || !item || !declaration) return null;
  const path = `/run/secrets/${secret}`;
  const insert = entry ? `${variable}: ${path}` : `${variable}=${path}`;
  return { label: `Move it to the secret ${secret}`, ...joined(text, [{ from, to, insert }, item, declaration]), secret: { name: secret, value } };
}

/** `postgres-password`, or `db-postgres-password` where that is another one. */
function freeName(variable: string, service: string, taken: (name: string) => boolean): string | null {
  const own = variable.toLowerCase().replaceAll("_", "-");
  return [own, `${service}-${own}`.slice(0, 63)].find((wanted) => !taken(wanted)) ?? null;
}
