import { tidyPath } from "@/lib/core/kernel-path";
import type { ConfigFile, SecretFile } from "@/lib/core/service-extras";
import type { Desk } from "../desk";
import { FILE_NAME } from "../names";
import { type Entry, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { eachField, lineOf, listOf, refuse, textOf, wrong } from "../values";
import type { Draft } from "./draft";
import { checkTarget } from "./path";

export const MOST_CONTENT = 500_000;
const MOST_FILES = 50;
const MOST_ID = 2_147_483_647;
const MOST_MODE = 0o777;

/** One use of a config or secret by a service, as it is written. */
export interface FileUse {
  file: SecretFile;
  at: Spot;
}

type Kind = "configs" | "secrets";

/** `[settings]`, or `{source, target, uid, gid, mode}`. */
export function readFileUses(desk: Desk, node: Node, kind: Kind): FileUse[] {
  if (isNull(node)) return [];
  const uses = (listOf(desk, node, kind) ?? []).flatMap((item) => {
    const file = item.kind === "map" ? readLong(desk, item, kind) : readShort(desk, item, kind);
    return file ? [{ file, at: item }] : [];
  });
  if (uses.length > MOST_FILES) refuse(desk, node, kind, `A service takes at most ${MOST_FILES} ${kind}.`);
  return uses.slice(0, MOST_FILES);
}

const home = (kind: Kind) => (kind === "configs" ? "/" : "/run/secrets/");

function readShort(desk: Desk, node: Node, kind: Kind): SecretFile | undefined {
  const source = lineOf(desk, node, kind);
  if (source === undefined) return undefined;
  if (!FILE_NAME.test(source)) return wrong(desk, node, kind, `${source} is not a name that could stand under \`${kind}:\` at the end of the file.`);
  return { source, target: home(kind) + source, uid: 0, gid: 0, mode: 0o444 };
}

function readLong(desk: Desk, node: Node, kind: Kind): SecretFile | undefined {
  const file: Partial<SecretFile> = {};
  const id = (entry: Entry): number | undefined => {
    const text = lineOf(desk, entry.value, `${kind}.${entry.key}`);
    if (text === undefined) return undefined;
    if (/^(0|[1-9]\d{0,9})$/.test(text) && Number(text) <= MOST_ID) return Number(text);
    return wrong(desk, entry.value, `${kind}.${entry.key}`, `${entry.key} is a number inside the container, such as 1000.`);
  };
  let sound = true;
  const keep = <K extends keyof SecretFile>(key: K, value: SecretFile[K] | undefined) => {
    if (value === undefined) sound = false;
    else file[key] = value;
  };
  eachField(desk, node, kind, {
    source: (entry) => keep("source", lineOf(desk, entry.value, `${kind}.source`)),
    target: (entry) => keep("target", readTarget(desk, entry, kind)),
    uid: (entry) => keep("uid", id(entry)),
    gid: (entry) => keep("gid", id(entry)),
    mode: (entry) => keep("mode", readMode(desk, entry.value, `${kind}.mode`)),
  });
  if (!sound) return undefined;
  const { source } = file;
  if (source === undefined) return wrong(desk, node, kind, `Each of ${kind} needs \`source\`, the name it has at the end of the file.`);
  if (!FILE_NAME.test(source)) return wrong(desk, node, kind, `${source} is not a name that could stand under \`${kind}:\` at the end of the file.`);
  return { uid: 0, gid: 0, mode: 0o444, target: home(kind) + source, ...file, source };
}

/** Secrets live in one directory; configs go where volumes may go. */
function readTarget(desk: Desk, entry: Entry, kind: Kind): string | undefined {
  const text = lineOf(desk, entry.value, `${kind}.target`);
  if (text === undefined) return undefined;
  if (kind === "secrets") {
    const name = text.replace(/^\/run\/secrets\//, "");
    if (/^[\w][\w.-]{0,99}$/.test(name)) return home(kind) + name;
    return refuse(desk, entry.value, "secrets.target", "The target of a secret is a plain file name; it is found under /run/secrets.");
  }
  const trouble = text.endsWith("/") ? "The target of a config is a file, so it does not end with /." : checkTarget(text);
  return trouble ? refuse(desk, entry.value, "configs.target", trouble) : tidyPath(text);
}

/** `0440`, with or without quotes or `0o`: octal digits in every spelling, as in chmod. */
function readMode(desk: Desk, node: Node, field: string): number | undefined {
  const text = textOf(desk, node, field)?.replace(/^0o/i, "");
  if (text === undefined) return undefined;
  const mode = /^[0-7]{1,4}$/.test(text) ? Number.parseInt(text, 8) : -1;
  return mode >= 0 && mode <= MOST_MODE ? mode : wrong(desk, node, field, 'mode is written in octal digits, as in "0440".');
}

/** Text of the file that a service reads; null after saying what is wrong with the whole. */
export interface ConfigDraft {
  content: string | null;
  entry: Entry;
}

/** Joins each use with its text. */
export function attachConfigs(desk: Desk, draft: Draft, configs: Map<string, ConfigDraft>): void {
  const files: ConfigFile[] = [];
  for (const { file, at } of draft.configs) {
    const config = configs.get(file.source);
    if (!config) wrong(desk, at, "configs", `The config ${file.source} is not declared. Add it with its text under \`configs:\` at the end of the file.`);
    else if (files.some((other) => other.target === file.target)) wrong(desk, at, "configs", `${file.target} is already taken by another config. Keep one.`);
    else if (config.content !== null) files.push({ ...file, content: config.content });
    checkPlace(desk, draft, file, at);
  }
  if (files.length > 0) draft.spec.configs = files.sort((a, b) => (a.target < b.target ? -1 : 1));
}

/** Files are put into the container before it starts: what is mounted over them then would hide them. */
function checkPlace(desk: Desk, draft: Draft, file: SecretFile, at: Spot): void {
  const mount = draft.spec.mounts.find(({ target }) => file.target === target || file.target.startsWith(`${target}/`));
  if (mount) wrong(desk, at, "configs", `${file.target} lies in the mount ${mount.target}, which would hide it. Choose a target outside.`);
  else if (draft.spec.readOnly)
    refuse(
      desk,
      at,
      "configs",
      "The engine does not put files into a container with `read_only: true`. Remove that line, or bring the file with the image or a volume.",
    );
}
