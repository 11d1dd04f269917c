import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export interface Import {
  /** As written. */
  specifier: string;
  /** Path of the imported file from the root; null for a package. */
  target: string | null;
  typeOnly: boolean;
}

export interface Source {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
  imports: Import[];
  isTest: boolean;
}

const folders = ["app", "components", "lib", "scripts", "bench", "e2e", "prisma"];
const code = /\.(?:ts|tsx|mjs)$/;
const unread = /^(?:lib\/generated\/|next-env\.d\.ts$)/;

/** Every source file of the project, generated ones left out. */
export function readSources(root: string): Source[] {
  const atTop = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  const paths = [...atTop, ...folders.flatMap((folder) => filesIn(root, folder))].filter((path) => code.test(path) && !unread.test(path)).sort();
  return toSources(Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")])));
}

/** The same from path -> text; tests of the checks make small houses with it. */
export function toSources(files: Record<string, string>): Source[] {
  return Object.entries(files).map(([path, text]) => ({ path, text, imports: importsOf(path, text, files), isTest: /\.test\.(?:tsx?|mjs)$/.test(path) }));
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(root, path) : [path];
  });
}

function importsOf(path: string, text: string, files: Record<string, string>): Import[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[\w$*{}\s,]+?\s+from\s+)?["']([^"']+)["']/gm);
  const calls = text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [
    ...[...statements].map(([, type, specifier = ""]) => ({ specifier, typeOnly: type !== undefined })),
    ...[...calls].map(([, specifier = ""]) => ({ specifier, typeOnly: false })),
  ].map((found) => ({ ...found, target: resolveTarget(path, found.specifier, files) }));
}

function resolveTarget(from: string, specifier: string, files: Record<string, string>): string | null {
  if (!specifier.startsWith(".") && !specifier.startsWith("@/")) return null;
  const plain = normalize(specifier.startsWith("@/") ? specifier.slice(2) : join(dirname(from), specifier)).replaceAll("\\", "/");
  const candidates = [plain, `${plain}.ts`, `${plain}.tsx`, `${plain}.mjs`, plain.replace(/\.js$/, ".ts")];
  return candidates.find((candidate) => candidate in files) ?? plain;
}
