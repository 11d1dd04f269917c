import type { SecretFile } from "@/lib/core/service-extras";
import type { Issue } from "@/lib/core/views";
import type { Desk } from "../desk";
import { declare } from "../lint/edits";
import { FILE_NAME } from "../names";
import { type Entry, entryOf, isNull } from "../node";
import type { Spot } from "../place";
import { REFUSED_IN_SECRET } from "../refused";
import type { StackDraft } from "../stack";
import { eachField, flagOf, lineOf, mapOf, removal, wrong } from "../values";
import type { Draft } from "./draft";
import { readIdleLabels } from "./idle-labels";

/** A secret that the file declares. */
export interface SecretDraft {
  /** What it is called where it is stored: the key itself, or what `name` says. */
  name: string;
  entry: Entry;
}

export function readSecrets(desk: Desk, top: Entry, secrets: StackDraft["secrets"]): void {
  for (const entry of isNull(top.value) ? [] : (mapOf(desk, top.value, "secrets") ?? [])) {
    if (!FILE_NAME.test(entry.key)) wrong(desk, entry, "secrets", NAME_RULE);
    const { external, name, at } = readDeclaration(desk, entry);
    secrets.set(entry.key, { name, entry });
    if (entry.value.kind === "map" && entry.value.entries.some(({ key }) => Object.hasOwn(REFUSED_IN_SECRET, key))) continue;
    if (external && !desk.own.secrets.includes(name)) sayUnset(desk, at, name);
    if (external) continue;
    const message = `The text of a secret never goes in the file. Write \`${entry.key}: {external: true}\`, and type its text under Secrets.`;
    desk.report.error({ rule: "policy.secrets", at: entry, short: "not allowed", message, fix: markExternal(desk, entry) });
  }
}

const NAME_RULE = "The name of a secret has 1 to 63 letters, digits, _ . and -.";

/** `external: true`, with `name` where the stored one is called otherwise; `external: {name: …}` is the older spelling of both. */
function readDeclaration(desk: Desk, entry: Entry): { external: boolean; name: string; at: Spot } {
  const read: { external: boolean; name: string; at: Spot } = { external: false, name: entry.key, at: entry };
  if (isNull(entry.value)) return read;
  const name = (field: Entry): void => {
    const text = lineOf(desk, field.value, "secrets.name");
    if (text !== undefined && !FILE_NAME.test(text)) wrong(desk, field.value, "secrets.name", NAME_RULE);
    if (text !== undefined) Object.assign(read, { name: text, at: field.value });
  };
  const readers = {
    external: (field: Entry) => {
      if (field.value.kind === "map") eachField(desk, field.value, "secrets.external", { name });
      read.external = field.value.kind === "map" || (!isNull(field.value) && (flagOf(desk, field.value, "secrets.external") ?? true));
    },
    name,
    labels: (field: Entry) => readIdleLabels(desk, field, "secrets.labels"),
  };
  eachField(desk, entry.value, "secrets", readers, REFUSED_IN_SECRET, (_desk, field) => keepHere(desk, entry, field));
  return read;
}

/** `file: ./password.txt` becomes `external: true`: then the text is asked for. */
function keepHere(desk: Desk, { value }: Entry, field: Entry): Issue["fix"] {
  const source = ["file", "environment"].includes(field.key) && field.value.kind === "scalar" && field.value.from > field.to;
  if (!source || entryOf(value, "external")) return removal(desk, field);
  return { label: "Keep its text under Secrets", from: field.from, to: field.value.to, insert: "external: true" };
}

/** `password:` alone, or with nothing in it. */
function markExternal(desk: Desk, entry: Entry): Issue["fix"] {
  const empty = /^\s*:(?:[ \t]*\{\s*\})?(?=[ \t]*(?:#.*)?(?:\r?\n|$))/.exec(desk.report.textOf(entry).slice(entry.to));
  if (!empty || (entry.value.kind === "map" && entry.value.entries.length > 0)) return null;
  return { label: "Keep its text under Secrets", from: entry.to, to: entry.to + empty[0].length, insert: ": { external: true }" };
}

/** The text of a secret comes from Spindle's own store, so only names that are stored are taken, each with the text in use now. */
export function attachSecrets(desk: Desk, draft: Draft, { secrets: declared, keys }: Pick<StackDraft, "secrets" | "keys">): void {
  const { secrets: stored, secretVersions = {} } = desk.own;
  const files: SecretFile[] = [];
  for (const { file, at } of draft.secrets) {
    const name = declared.get(file.source)?.name;
    const version = name !== undefined && Object.hasOwn(secretVersions, name) ? secretVersions[name] : undefined;
    if (name === undefined) sayUndeclared(desk, at, file.source, { declared, keys });
    else if (files.some((other) => other.target === file.target)) wrong(desk, at, "secrets", `${file.target} is already taken by another secret. Keep one.`);
    // One that is not stored is said where it is declared.
    else if (stored.includes(name)) files.push({ ...file, source: name, ...(version !== undefined && { version }) });
  }
  if (files.length > 0) draft.spec.secrets = files.sort((a, b) => (a.target < b.target ? -1 : 1));
}

function sayUndeclared(desk: Desk, at: Spot, name: string, { declared, keys }: { declared: StackDraft["secrets"]; keys: StackDraft["keys"] }): void {
  const [first] = declared.values();
  const edit = at.file === undefined ? declare(desk.report.text, keys, "secrets", first?.entry, `${name}: { external: true }`) : null;
  const message = `The secret ${name} is not declared. Add \`${name}: {external: true}\` under \`secrets:\` at the end of the file; its text is typed under Secrets.`;
  desk.report.error({ rule: "compose.secrets", at, short: "not declared", message, fix: edit && { label: "Declare it", ...edit } });
}

function sayUnset(desk: Desk, at: Spot, name: string): void {
  const message = `This stack has no secret ${name} yet. Type its text under Secrets; it never goes in the file.`;
  desk.report.error({ rule: "secret.unset", at, short: `no text for ${name}`, message, asks: { what: "secret", name } });
}
