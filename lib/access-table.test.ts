import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ACCESS, type Entrance } from "./access-table";

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file).replaceAll("\\", "/"));
/** `app/(auth)/setup/page.tsx` -> `/setup`. */
const addressOf = (file: string): string =>
  `/${file
    .split("/")
    .slice(1, -1)
    .filter((part) => !/^\(.*\)$/.test(part))
    .join("/")}`;
const read = (file: string): string => readFileSync(file, "utf8");

const METHOD = /\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g;
/** The methods that a route file exports, as a function, a constant or a renamed name. */
const methodsIn = (text: string): string[] =>
  [...text.matchAll(/^export\s+(?:async\s+function\s+|const\s+|\{)([^;({=]*)/gm)].flatMap(([, names = ""]) => names.match(METHOD) ?? []);

/** The `key: "..."` values in the declaration of a union of messages. */
function namesIn(text: string, type: string, key: string): string[] {
  const from = text.indexOf(`export type ${type} =`);
  const rest = text.slice(from + 1);
  const end = rest.search(/^(?:export|const|function) /m);
  return [...rest.slice(0, end).matchAll(new RegExp(`\\{\\s*${key}: "([^"]+)"`, "g"))].map(([, name = ""]) => name);
}

const app = filesUnder("app");
const protocol = read("lib/realtime/protocol.ts");
const found: Record<Entrance["kind"], string[]> = {
  page: [...app.filter((file) => basename(file) === "page.tsx").map(addressOf), "/_not-found", "/_global-error"],
  route: [
    ...app.filter((file) => /^icon\.\w+$/.test(basename(file))).map((file) => `GET /${basename(file)}`),
    ...app.filter((file) => basename(file) === "route.ts").flatMap((file) => methodsIn(read(file)).map((method) => `${method} ${addressOf(file)}`)),
  ],
  action: filesUnder("lib/actions")
    .map(read)
    .filter((text) => text.startsWith('"use server"'))
    .flatMap((text) => [...text.matchAll(/^export (?:const|async function|function) (\w+)/gm)].map(([, name = ""]) => name)),
  message: namesIn(protocol, "ClientMessage", "type"),
  channel: namesIn(protocol, "ChannelRequest", "kind"),
  change: namesIn(protocol, "Change", "scope"),
};

describe.each(Object.keys(found) as Entrance["kind"][])("every %s", (kind) => {
  const named = ACCESS.filter((entrance) => entrance.kind === kind).map(({ name }) => name);

  test("was found where it lives", () => {
    expect(found[kind].length).toBeGreaterThan(1);
  });

  test("has one rule, and every rule its entrance", () => {
    expect([...named].sort()).toEqual([...found[kind]].sort());
  });
});

test.each([
  ["export const GET = apiRoute(1);", ["GET"]],
  ["export async function DELETE(request: Request) {", ["DELETE"]],
  ["export { handle as GET, handle as POST };", ["GET", "POST"]],
  ["const GET = 1;", []],
])("the methods of %s", (text, methods) => {
  expect(methodsIn(text)).toEqual(methods);
});

test("what is declared outside these places would be a way in without a row", () => {
  const served = app.filter((file) => /\/(?:route|page)\.[jt]sx?$/.test(file));
  expect(served.filter((file) => !/\/(?:page\.tsx|route\.ts)$/.test(file))).toEqual([]);
  const elsewhere = [...app, ...filesUnder("components"), ...filesUnder("lib")].filter((file) => /\.tsx?$/.test(file) && !file.startsWith("lib/actions/"));
  expect(elsewhere.filter((file) => /^\s*["']use server["']/m.test(read(file)))).toEqual([]);
});
