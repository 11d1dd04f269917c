import type { Draft } from "../fields/draft";
import { entryOf, type Node } from "../node";
import type { Spot } from "../place";
import type { Fix } from "./edits";
import type { LintRoom } from "./room";
import { isHarmless, isSecretName, looksLikeKey, passwordInAddress } from "./secret-names";
import { toSecret, type Written } from "./to-secret";

/** Passwords written into the file are read by everybody who may read the file, its history and its export. */
export function lintSecrets(room: LintRoom): void {
  for (const draft of room.drafts)
    for (const written of writtenIn(room, draft)) {
      const { name, node } = written;
      const value = draft.spec.environment[name];
      if (value === undefined || /\$(\{|[A-Za-z_])/.test(node.source.replaceAll("$$", ""))) continue;
      const password = passwordInAddress(value);
      if (password !== null) warnAddress(room, draft, written, password);
      else if (looksLikeKey(value) || (isSecretName(name) && !isHarmless(value))) warnValue(room, draft, written, value);
    }
}

const READ = "where everybody who may read the stack can read it, in every revision and export";

function warnValue(room: LintRoom, draft: Draft, written: Written, value: string): void {
  const { name } = written;
  const secret = toSecret(room, draft, written, value);
  const wayOut = secret
    ? "Keep it as a secret of the stack: this image reads it from a file."
    : "Keep it as a variable of the stack, where it is masked; or as a secret, if the program can read it from a file.";
  const message = `${name} is written into the file, ${READ}. ${wayOut}`;
  const fix = secret ?? toVariable(room, draft, written, value);
  room.desk.report.warning({ rule: "lint.plain-secret", at: spotFor(written.node), short: "readable by everybody", message, fix });
}

function warnAddress(room: LintRoom, draft: Draft, written: Written, password: string): void {
  const { name, node } = written;
  const message = `The password in ${name} is written into the file, ${READ}. Keep the password as a variable of the stack, where it is masked.`;
  const fix = movePart(room, draft, written, password);
  room.desk.report.warning({ rule: "lint.plain-secret", at: spotFor(node), short: "readable by everybody", message, fix });
}

const spotFor = ({ path, from, to }: Node): Spot => ({ path, from, to });

function writtenIn({ text }: LintRoom, draft: Draft): Written[] {
  const environment = entryOf(draft.entry.value, "environment")?.value;
  const endOf = ({ from, to }: Node) => from + text.slice(from, to).trimEnd().length;
  if (environment?.kind === "map")
    return environment.entries.flatMap((entry) => {
      const { key: name, value: node } = entry;
      return node.kind === "scalar" ? [{ name, node, to: endOf(node), entry }] : [];
    });
  if (environment?.kind !== "list") return [];
  return environment.items.flatMap((item) => {
    const words = item.kind === "scalar" ? String(item.value) : "";
    const equals = words.indexOf("=");
    return item.kind === "scalar" && equals > 0 ? [{ name: words.slice(0, equals), node: item, to: endOf(item), entry: null }] : [];
  });
}

/** A variable of that name, or of a longer one: never one that holds something else. */
function variableFor({ desk }: LintRoom, draft: Draft, name: string, value: string): string | null {
  const isFree = (wanted: string) => {
    const held = desk.lookup(wanted);
    return held === undefined || held === value;
  };
  const own = name.replace(/[^A-Za-z0-9_]/g, "_");
  const longer = `${draft.spec.name}_${own}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
  return [own, longer].find((wanted) => /^[A-Za-z_]/.test(wanted) && isFree(wanted)) ?? null;
}

function toVariable(room: LintRoom, draft: Draft, { name, node, to, entry }: Written, value: string): Fix | null {
  const variable = variableFor(room, draft, name, value);
  if (!variable) return null;
  return {
    label: `Move it to the variable ${variable}`,
    from: node.from,
    to,
    insert: `"${entry ? "" : `${name}=`}\${${variable}}"`,
    variable: { name: variable, value },
  };
}

/** The password alone, where it stands in the text as it is. */
function movePart(room: LintRoom, draft: Draft, { name, node }: Written, password: string): Fix | null {
  const variable = variableFor(room, draft, `${name}_PASSWORD`, password);
  const [before, after, ...more] = room.text.slice(node.from, node.to).split(`:${password}@`);
  if (!variable || before === undefined || after === undefined || more.length > 0) return null;
  const from = node.from + before.length + 1;
  return {
    label: `Move it to the variable ${variable}`,
    from,
    to: from + password.length,
    insert: `\${${variable}}`,
    variable: { name: variable, value: password },
  };
}
