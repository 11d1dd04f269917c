import { createTar } from "nanotar";
import { COMPOSE_FILE, MANIFEST_FILE, RANCHER_FILE, type StackExport, VARIABLES_FILE } from "./stack-export";

const BLOCK = 512;

/** The files of one stack as a piece of a tar: any number of pieces and `tarEnd` make a whole one. */
export function tarPiece(stack: StackExport, at: number): Uint8Array {
  return tarOf(
    Object.entries(filesOf(stack)).map(([name, text]) => ({ path: `${stack.name}/${name}`, bytes: new TextEncoder().encode(text) })),
    at,
  );
}

/** Any files as a piece of a tar. */
export function tarOf(entries: readonly { path: string; bytes: Uint8Array }[], at: number): Uint8Array {
  const files = entries.map(({ path, bytes }) => ({ name: path, data: bytes }));
  const length = files.reduce((sum, { data }) => sum + BLOCK + Math.ceil(data.length / BLOCK) * BLOCK, 0);
  const tar = createTar(files, { attrs: { mode: "644", uid: 0, gid: 0, user: "", group: "", mtime: at } });
  return tar.slice(0, length);
}

export const tarEnd = (): Uint8Array => new Uint8Array(2 * BLOCK);

/** What belongs to a stack, by file name. */
export function filesOf({ composeText, rancherText, manifest }: StackExport): Record<string, string> {
  // An empty file would be taken for a folder; a stack without a file has none to hand out.
  const texts: Record<string, string> = composeText === "" ? {} : { [COMPOSE_FILE]: composeText, [RANCHER_FILE]: rancherText };
  return { ...texts, [VARIABLES_FILE]: variablesText(manifest.variables), [MANIFEST_FILE]: `${JSON.stringify(manifest, null, 2)}\n` };
}

/** For people and for `docker compose --env-file`: what is secret stays empty. */
export function variablesText(variables: StackExport["manifest"]["variables"]): string {
  const lines = variables.map(({ name, value }) => (value === null ? `# secret\n${name}=` : `${name}=${quoted(value)}`));
  return `${["# Variables of the compose file. Copy this to .env and fill in what is empty.", ...lines].join("\n")}\n`;
}

const quoted = (value: string): string =>
  /^[\w./:@,+-]*$/.test(value)
    ? value
    : `"${value
        .replace(/[\\"$]/g, "\\$&")
        .replaceAll("\n", "\\n")
        .replaceAll("\r", "\\r")}"`;
