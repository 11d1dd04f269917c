import type { Draft } from "../fields/draft";
import { entryOf, type Node } from "../node";
import type { Spot } from "../place";
import type { Fix } from "./edits";
import type { LintRoom } from "./room";
import { isSecretName } from "./secret-names";

/** A switch or a path is no secret, whatever its name. */
const HARMLESS = /^(|true|false|yes|no|on|off|null|none|\d{1,2}|\/.*)$/i;

interface Written {
  name: string;
  node: Node & { kind: "scalar" };
  /** In a list the item holds the name too. */
  listed: boolean;
}

/** Passwords written into the file are read by everybody who may read the file, its history and its export. */
export function lintSecrets(room: LintRoom): void {
  for (const draft of room.drafts)
    for (const { name, node, listed } of writtenIn(draft)) {
      const value = draft.spec.environment[name];
      if (value === undefined || HARMLESS.test(value) || !isSecretName(name) || /\$(\{|[A-Za-z_])/.test(node.source.replaceAll("$$", ""))) continue;
      const message = `${name} is written into the file, where everybody who may read the stack can read it, in every revision and export. Keep it as a variable of the stack; it is masked there.`;
      room.desk.report.warning({
        rule: "lint.plain-secret",
        at: spotFor(node),
        short: "readable by everybody",
        message,
        fix: move(room, draft, { name, node, listed }, value),
      });
    }
}

const spotFor = ({ path, from, to }: Node): Spot => ({ path, from, to });

function writtenIn(draft: Draft): Written[] {
  const environment = entryOf(draft.entry.value, "environment")?.value;
  if (environment?.kind === "map")
    return environment.entries.flatMap(({ key, value }) => (value.kind === "scalar" ? [{ name: key, node: value, listed: false }] : []));
  if (environment?.kind !== "list") return [];
  return environment.items.flatMap((item) => {
    const text = item.kind === "scalar" ? String(item.value) : "";
    const equals = text.indexOf("=");
    return item.kind === "scalar" && equals > 0 ? [{ name: text.slice(0, equals), node: item, listed: true }] : [];
  });
}

function move({ desk }: LintRoom, draft: Draft, { name, node, listed }: Written, value: string): Fix | null {
  const free = (wanted: string) => {
    const held = desk.lookup(wanted);
    return held === undefined || held === value;
  };
  const own = name.replace(/[^A-Za-z0-9_]/g, "_");
  const longer = `${draft.spec.name}_${own}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
  const variable = [own, longer].find((wanted) => /^[A-Za-z_]/.test(wanted) && free(wanted));
  if (!variable) return null;
  const reference = `\${${variable}}`;
  return {
    label: `Move it to the variable ${variable}`,
    from: node.from,
    to: node.to,
    insert: `"${listed ? `${name}=` : ""}${reference}"`,
    variable: { name: variable, value },
  };
}
