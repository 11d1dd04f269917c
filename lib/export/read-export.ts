import { readTar, type TarFile, type TarLimits } from "./read-tar";
import { COMPOSE_FILE, MANIFEST_FILE, RANCHER_FILE } from "./stack-export";
import { TarRefusal } from "./tar-refusal";

/** One stack of an export, ready for the editor. */
export interface ImportedStack {
  /** As the folder was called; empty where the files lie at the top. */
  name: string;
  /** Written by Spindle's own export. */
  isExport: boolean;
  /** Empty for a stack that has no file yet. */
  composeText: string;
  /** A part of the file; null where an export only offers it as a translation. */
  rancherText: string | null;
  variables: Record<string, string>;
  /** Names of variables whose values were secret and have to be given again. */
  missing: string[];
  /** Names of secrets that the file asks for; an export never has their texts. */
  secrets: string[];
  /** Services that ran beside the file: they are not in it, and do not come back with it. */
  outside: string[];
  /** Services that were scaled beside their file: they come back as it says. */
  rescaled: { service: string; scale: number }[];
}

const COMPOSE_FILES = [COMPOSE_FILE, "docker-compose.yaml", "compose.yml", "compose.yaml"];
const RANCHER_FILES = [RANCHER_FILE, "rancher-compose.yaml"];
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,255}$/;

/** Reads an export of one or many stacks, or any tar with compose files in it, one folder a stack. Throws TarRefusal with a reason for a person. */
export async function readExport(bytes: Uint8Array, limits?: TarLimits): Promise<ImportedStack[]> {
  const stacks = stacksIn(await readTar(bytes, limits, isOfStack));
  if (stacks.length === 0) throw new TarRefusal("There is no docker-compose.yml in it.");
  return stacks;
}

/** What of an archive a stack is read from. */
export const isOfStack = (path: string): boolean => [...COMPOSE_FILES, ...RANCHER_FILES, MANIFEST_FILE].includes(path.split("/").at(-1) ?? "");

/** The stacks among files, by name; one folder is one stack. */
export function stacksIn(archive: readonly TarFile[]): ImportedStack[] {
  const folders = new Map<string, Map<string, TarFile>>();
  for (const file of archive) {
    const cut = file.path.lastIndexOf("/");
    const folder = cut === -1 ? "" : file.path.slice(0, cut);
    const files = folders.get(folder) ?? new Map<string, TarFile>();
    files.set(file.path.slice(cut + 1), file);
    folders.set(folder, files);
  }
  const stacks = [...folders].flatMap(([folder, files]) => toStack(folder.split("/").at(-1) ?? "", files) ?? []);
  return stacks.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toStack(name: string, files: Map<string, TarFile>): ImportedStack | null {
  const compose = COMPOSE_FILES.flatMap((file) => files.get(file) ?? [])[0];
  const rancher = RANCHER_FILES.flatMap((file) => files.get(file) ?? [])[0];
  const manifest = manifestOf(files.get(MANIFEST_FILE));
  const known = variablesOf(manifest);
  const isExport = manifest?.format === "spindle-stack";
  if (!compose && !isExport) return null;
  return {
    name,
    isExport,
    composeText: compose ? textOf(compose) : "",
    rancherText: rancher && (!isExport || manifest?.rancherWritten === true) ? textOf(rancher) : null,
    variables: Object.fromEntries(known.flatMap(([variable, value]) => (value === null ? [] : [[variable, value]]))),
    missing: known.flatMap(([variable, value]) => (value === null ? [variable] : [])),
    secrets: isExport ? secretsOf(manifest) : [],
    outside: isExport ? namesIn(manifest?.outside) : [],
    rescaled: isExport ? rescaledIn(manifest?.services) : [],
  };
}

export function textOf({ path, bytes }: TarFile): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new TarRefusal(`${path} in the archive is not a text.`);
  }
}

/** A manifest as Spindle writes it; anything else says nothing. */
function manifestOf(file: TarFile | undefined): Record<string, unknown> | null {
  if (!file) return null;
  try {
    const manifest: unknown = JSON.parse(textOf(file));
    return typeof manifest === "object" ? (manifest as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

const SERVICE = /^[a-z0-9_-]{1,63}$/i;

function namesIn(rows: unknown): string[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: { name?: unknown } | null) => (typeof row?.name === "string" && SERVICE.test(row.name) ? [row.name] : [])).slice(0, 100);
}

function rescaledIn(rows: unknown): ImportedStack["rescaled"] {
  if (!Array.isArray(rows)) return [];
  const whole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  return rows
    .flatMap((row: { name?: unknown; scale?: unknown; scaleInFile?: unknown } | null) =>
      typeof row?.name === "string" && SERVICE.test(row.name) && whole(row.scale) && whole(row.scaleInFile) ? [{ service: row.name, scale: row.scale }] : [],
    )
    .slice(0, 100);
}

const SECRET = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;

const secretsOf = (manifest: Record<string, unknown> | null): string[] =>
  Array.isArray(manifest?.secrets) ? manifest.secrets.filter((name): name is string => typeof name === "string" && SECRET.test(name)).slice(0, 100) : [];

function variablesOf(manifest: Record<string, unknown> | null): [string, string | null][] {
  const rows = manifest?.variables;
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: { name?: unknown; value?: unknown } | null): [string, string | null][] => {
    if (typeof row?.name !== "string" || !NAME.test(row.name)) return [];
    return [[row.name, typeof row.value === "string" ? row.value : null]];
  });
}
