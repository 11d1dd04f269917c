import { FORBIDDEN_PACKAGES, FORBIDDEN_TEXT, NEXT_ONLY_PACKAGES, ROOMS, type Room, SERVER_ROOMS } from "./rooms";
import type { Import, Source } from "./sources";

/** The room a path belongs to; null outside the house (scripts, bench, e2e, configuration). */
export function roomOf(path: string): Room | null {
  const fits = ROOMS.filter(({ name }) => path === name || path.startsWith(`${name}/`));
  return fits.sort((a, b) => b.name.length - a.name.length)[0] ?? null;
}

/** Imports that the table does not list, each with the rooms where such code would be at home. */
export function importProblems(sources: Source[]): string[] {
  return product(sources).flatMap((source) => {
    const room = roomOf(source.path);
    return room ? source.imports.flatMap((found) => importProblem(source, room, found) ?? []) : [];
  });
}

function importProblem(source: Source, room: Room, { specifier, target }: Import): string | null {
  const start = `${source.path} (room ${room.name}: ${room.holds}) may not import ${specifier}`;
  if (target !== null) {
    const other = roomOf(target);
    if (!other) return /\.(?:css|json)$/.test(target) ? null : `${start}: it stands outside the product`;
    if (other === room || allowsRoom(room, other.name)) return null;
    return `${start} (room ${other.name}); code that needs it belongs in ${homes((home) => home === other || allowsRoom(home, other.name))}`;
  }
  if (FORBIDDEN_PACKAGES.includes(specifier)) return `${start}: nothing in the product may`;
  if (allowsPackage(room, specifier)) return null;
  return `${start}; code that needs it belongs in ${homes((home) => allowsPackage(home, specifier))}`;
}

function allowsRoom(room: Room, name: string): boolean {
  return room.rooms.includes("*") || room.rooms.includes(name);
}

function allowsPackage(room: Room, specifier: string): boolean {
  return room.packages.some((allowed) => allowed === "*" || allowed === specifier || (allowed.endsWith("*") && specifier.startsWith(allowed.slice(0, -1))));
}

function homes(fits: (room: Room) => boolean): string {
  const names = ROOMS.filter((room) => fits(room) && room.name !== "lib/testing" && room.name !== "lib/generated").map(({ name }) => name);
  const shown = [...names.slice(0, 4), ...(names.length > 4 ? ["..."] : [])];
  return names.length > 0 ? shown.join(" or ") : "no room yet: add it to the table in lib/testing/architecture/rooms.ts";
}

/** Packages the product imports that package.json does not list as dependencies: there by chance, as a dependency of another. */
export function undeclaredPackages(sources: Source[], dependencies: string[]): string[] {
  return product(sources).flatMap(({ path, imports }) =>
    imports
      .filter(({ target, specifier }) => target === null && !specifier.startsWith("node:") && specifier !== "server-only")
      .map(({ specifier }) =>
        specifier
          .split("/")
          .slice(0, specifier.startsWith("@") ? 2 : 1)
          .join("/"),
      )
      .filter((name) => !dependencies.includes(name))
      .map((name) => `${path} imports ${name}, which package.json does not list under dependencies`),
  );
}

/** Rings of files that import each other, each once, as "a -> b -> a". Types do not count: they are gone when the program runs. */
export function cycles(sources: Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(" -> "));
    if (at >= 0 || done.has(path)) return;
    for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) if (target && !typeOnly) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return found;
}

/** Packages that only work inside Next, reached from server.ts, which plain Node loads. */
export function plainNodeProblems(sources: Source[]): string[] {
  return reach(sources, ["server.ts"], () => true).flatMap(({ source, trail }) =>
    source.imports
      .filter(({ specifier, typeOnly }) => !typeOnly && NEXT_ONLY_PACKAGES.includes(specifier))
      .map(({ specifier }) => `${trail.join(" -> ")} imports ${specifier}, which works only inside Next`),
  );
}

/** Server code that a "use client" file would take into the browser's download; calls go through "use server" files instead. */
export function browserProblems(sources: Source[]): string[] {
  const entries = product(sources).filter(({ text }) => /^\s*["']use client["']/.test(text));
  const reached = reach(
    sources,
    entries.map(({ path }) => path),
    ({ text }) => !/^\s*["']use server["']/.test(text),
  );
  return reached.flatMap(({ source, trail }) => {
    const room = roomOf(source.path)?.name ?? "";
    const problems = SERVER_ROOMS.includes(room) ? [`${trail.join(" -> ")}: ${room} would reach the browser`] : [];
    const builtins = source.imports.filter(({ specifier, typeOnly }) => !typeOnly && specifier.startsWith("node:"));
    return [...problems, ...builtins.map(({ specifier }) => `${trail.join(" -> ")} imports ${specifier}, which no browser has`)];
  });
}

function reach(sources: Source[], entries: string[], follow: (source: Source) => boolean): { source: Source; trail: string[] }[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const seen = new Set<string>();
  const queue = entries.map((path) => [path]);
  const reached: { source: Source; trail: string[] }[] = [];
  for (let trail = queue.shift(); trail; trail = queue.shift()) {
    const source = byPath.get(trail.at(-1) ?? "");
    if (!source || seen.has(source.path) || !follow(source)) continue;
    seen.add(source.path);
    reached.push({ source, trail });
    for (const { target, typeOnly } of source.imports) if (target && !typeOnly) queue.push([...trail, target]);
  }
  return reached;
}

/** Words and constructs that have no place where they stand. */
export function textProblems(sources: Source[]): string[] {
  return sources
    .filter(({ path }) => !path.startsWith("lib/testing/architecture/") && path !== "lib/architecture.test.ts")
    .flatMap(({ path, text, isTest }) =>
      FORBIDDEN_TEXT.filter(({ room }) => room === "" || (!isTest && isIn(path, room))).flatMap(({ pattern, instead }) => {
        const line = text.split("\n").findIndex((content) => pattern.test(withoutComment(content)));
        return line < 0 ? [] : [`${path}:${line + 1}: ${instead}`];
      }),
    );
}

const environmentReaders = ["lib/env.ts", "lib/testing"];

function isIn(path: string, room: string): boolean {
  return path.startsWith(`${room}/`) && !environmentReaders.some((reader) => path.startsWith(reader));
}

function withoutComment(line: string): string {
  if (/@ts-/.test(line)) return line;
  return /^\s*(?:\/?\*|\/\/)/.test(line) ? "" : line.replace(/\s\/\/ .*$/, "");
}

/** File and folder names: kebab-case, no barrels, none of the words that say nothing. */
export function nameProblems(sources: Source[]): string[] {
  return sources.flatMap(({ path }) => {
    const parts = path
      .replace(/\.[\w.]+$/, "")
      .split("/")
      // A folder of app/ may be called as what it serves: `openapi.json`.
      .map((part) => part.replace(/^[(_@]|\)$|^\[+(?:\.\.\.)?|\]+$|\.json$/g, ""));
    const problems: string[] = [];
    if (parts.some((part) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(part))) problems.push(`${path}: names are kebab-case`);
    if (parts.flatMap((part) => part.split("-")).some((word) => /^(?:utils?|helpers?|managers?|misc|common)$/.test(word)))
      problems.push(`${path}: name what it holds`);
    if (parts.at(-1) === "index") problems.push(`${path}: no barrels; import the file itself`);
    return problems;
  });
}

/** Files over the cap. */
export function lengthProblems(sources: Source[], cap: number): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    return lines > cap ? [`${path}: ${lines} lines, the most is ${cap}; split it by what it does`] : [];
  });
}

/** Product code: inside the house and no test. */
function product(sources: Source[]): Source[] {
  return sources.filter(({ path, isTest }) => !isTest && roomOf(path) !== null && !path.startsWith("lib/testing/"));
}
