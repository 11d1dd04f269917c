/** One room of the house: where it is, and the whole list of what its files may import beside their own room. */
export interface Room {
  /** A folder, or one file. The longest name that fits a path decides. */
  name: string;
  holds: string;
  /** Rooms; "*" is every room. */
  rooms: string[];
  /** Packages as imported, "next/*" for all that begin so; "node:*" for Node itself. */
  packages: string[];
}

const browser = [
  "react",
  "react-dom",
  "@base-ui/react/*",
  "@tanstack/react-query",
  "@tanstack/react-virtual",
  "@codemirror/*",
  "@lezer/*",
  "@xterm/*",
  "anser",
  "clsx",
  "cmdk",
  "codemirror",
  "composerize",
  "diff",
  "lucide-react",
  "next-auth/react",
  "next-themes",
  "node-diff3",
  "next/dynamic",
  "next/image",
  "next/link",
  "next/navigation",
  "tailwind-merge",
  "uplot",
  "uplot/*",
  "uqr",
];

/** Parts of what the registry promises, each in a file of its own. */
const PROMISES = [
  "lib/registry/environment-types.ts",
  "lib/registry/stack-types.ts",
  "lib/registry/revision-types.ts",
  "lib/registry/operation-types.ts",
  "lib/registry/request-types.ts",
  "lib/registry/account-types.ts",
  "lib/registry/secret-types.ts",
  "lib/registry/project-types.ts",
  "lib/registry/quota-types.ts",
  "lib/registry/api-token-types.ts",
  "lib/registry/audit-types.ts",
  "lib/registry/notice-types.ts",
  "lib/registry/event-types.ts",
];

/** The import table of the design. Tests, and what stands outside these rooms (scripts, bench, e2e), are free to import anything. */
export const ROOMS: Room[] = [
  { name: "lib/core", holds: "the pure domain", rooms: [], packages: [] },
  { name: "lib/compose", holds: "compose text to spec, policy, diff", rooms: ["lib/core"], packages: ["yaml", "zod", "diff"] },
  { name: "lib/reader", holds: "compose texts read beside the event loop", rooms: ["lib/core", "lib/compose"], packages: ["node:*"] },
  { name: "lib/export", holds: "stacks as archives, written and read back", rooms: ["lib/core"], packages: ["nanotar"] },
  { name: "lib/export/git-repository.ts", holds: "a history as git keeps it", rooms: [], packages: ["node:crypto", "node:zlib"] },
  { name: "lib/format", holds: "words and figures for people", rooms: ["lib/core"], packages: [] },
  { name: "lib/doors", holds: "what a request passes before any work is done for it", rooms: ["lib/core", "lib/auth"], packages: ["node:*"] },
  { name: "lib/outside", holds: "addresses that somebody typed, judged before they are reached", rooms: ["lib/core"], packages: ["node:*"] },
  {
    name: "lib/engine",
    holds: "the Docker driver, the fake, the mirror",
    rooms: ["lib/core", "lib/outside", "lib/engine/port.ts"],
    packages: ["dockerode", "p-limit", "pino", "node:*"],
  },
  { name: "lib/engine/port.ts", holds: "what Spindle asks of an engine", rooms: ["lib/core"], packages: [] },
  {
    name: "lib/registry",
    holds: "queries and what they return",
    rooms: ["lib/core", "lib/generated", "lib/registry/types.ts", ...PROMISES],
    packages: ["@prisma/*", "@libsql/client", "pino", "node:*"],
  },
  { name: "lib/registry/types.ts", holds: "what the registry promises", rooms: ["lib/core", ...PROMISES], packages: [] },
  ...PROMISES.map((name) => ({ name, holds: "what it promises of one thing", rooms: ["lib/core", ...PROMISES], packages: [] })),
  { name: "lib/generated", holds: "the generated Prisma client", rooms: [], packages: ["*"] },
  {
    name: "lib/reconcile",
    holds: "observe, plan, execute",
    rooms: ["lib/core", "lib/engine/port.ts", "lib/registry/types.ts", "lib/reconcile/types.ts"],
    packages: ["p-limit", "pino", "node:*"],
  },
  { name: "lib/reconcile/types.ts", holds: "what the reconciler promises", rooms: ["lib/core"], packages: [] },
  {
    name: "lib/ops",
    holds: "use cases",
    rooms: [
      "lib/core",
      "lib/compose",
      "lib/export",
      "lib/export/git-repository.ts",
      "lib/engine/port.ts",
      "lib/registry/types.ts",
      "lib/reconcile",
      "lib/reconcile/types.ts",
    ],
    packages: ["zod", "pino", "node:*"],
  },
  { name: "lib/forward", holds: "the audit log, sent elsewhere", rooms: ["lib/core", "lib/registry/types.ts"], packages: ["node:*"] },
  {
    name: "lib/logs",
    holds: "log lines: followed without one missing or double, kept after their containers, searched",
    rooms: ["lib/core", "lib/engine/port.ts"],
    packages: ["node:*"],
  },
  { name: "lib/statistics", holds: "what containers use, sampled once and kept for a day", rooms: ["lib/core", "lib/engine/port.ts"], packages: ["node:*"] },
  {
    name: "lib/events",
    holds: "what happened to stacks, heard from their engines and written down",
    rooms: ["lib/core", "lib/engine/port.ts", "lib/registry/types.ts"],
    packages: ["node:*"],
  },
  {
    name: "lib/metrics",
    holds: "what Spindle says of itself to what watches it",
    rooms: ["lib/core", "lib/engine/port.ts", "lib/registry/types.ts"],
    packages: ["prom-client", "node:*"],
  },
  {
    name: "lib/notify",
    holds: "what people asked to be told, sent to them",
    rooms: ["lib/core", "lib/format", "lib/outside", "lib/registry/types.ts"],
    packages: ["nodemailer", "node:*"],
  },
  { name: "lib/recordings", holds: "shells as they were seen, sealed on the disk", rooms: ["lib/core"], packages: ["node:*"] },
  {
    name: "lib/api",
    holds: "the API for programs: its table, its shapes, its document",
    rooms: ["lib/core", "lib/format", "lib/ops"],
    packages: ["zod"],
  },
  {
    name: "lib/auth",
    holds: "who somebody is",
    rooms: ["lib/core", "lib/outside", "lib/registry/types.ts", "lib/env.ts", "lib/runtime.ts"],
    packages: ["next-auth", "next-auth/*", "@node-rs/argon2", "otpauth", "ldapts", "next/*", "react", "zod", "pino", "server-only", "node:*"],
  },
  {
    name: "lib/actions",
    holds: "server actions",
    rooms: ["lib/ops", "lib/auth", "lib/core", "lib/compose", "lib/runtime.ts"],
    packages: ["next/*", "zod", "server-only"],
  },
  {
    name: "lib/loaders",
    holds: "reads for server components, and the doors of route handlers",
    rooms: ["lib/ops", "lib/auth", "lib/core", "lib/compose", "lib/api", "lib/logs", "lib/engine/port.ts", "lib/runtime.ts"],
    packages: ["next/*", "react", "zod", "server-only"],
  },
  {
    name: "lib/realtime",
    holds: "the WebSocket gate and its channels",
    rooms: ["lib/core", "lib/engine/port.ts", "lib/ops", "lib/auth", "lib/logs", "lib/realtime/protocol.ts", "lib/registry/types.ts", "lib/reconcile/types.ts"],
    packages: ["ws", "zod", "pino", "node:*"],
  },
  { name: "lib/realtime/protocol.ts", holds: "messages, for both ends", rooms: ["lib/core", "lib/engine/port.ts"], packages: ["zod"] },
  {
    name: "lib/client",
    holds: "hooks and queries of the browser",
    rooms: ["lib/core", "lib/format", "lib/realtime/protocol.ts", "lib/actions"],
    packages: browser,
  },
  { name: "lib/access-table.ts", holds: "every entrance and who it is for", rooms: ["lib/core"], packages: [] },
  { name: "lib/env.ts", holds: "settings, read once", rooms: ["lib/core"], packages: ["zod", "node:path"] },
  { name: "lib/runtime.ts", holds: "what is built once, as Next sees it", rooms: ["lib/core", "lib/ops", "lib/auth"], packages: [] },
  { name: "lib/runtime-start.ts", holds: "what is built once, being built", rooms: ["*"], packages: ["pino", "node:*"] },
  { name: "lib/runtime-watch.ts", holds: "of that, what looks at containers while they run", rooms: ["*"], packages: ["node:*"] },
  { name: "lib/testing", holds: "what only tests need", rooms: ["*"], packages: ["*"] },
  { name: "components/ui", holds: "primitives without domain words", rooms: ["lib/client", "lib/core", "lib/format"], packages: browser },
  { name: "components", holds: "domain views", rooms: ["components/ui", "lib/client", "lib/core", "lib/export", "lib/format"], packages: browser },
  {
    name: "app",
    holds: "routes",
    rooms: ["components", "components/ui", "lib/actions", "lib/loaders", "lib/client", "lib/format", "lib/core"],
    packages: [...browser, "next", "next/*", "geist/*", "server-only"],
  },
  {
    name: "app/api",
    holds: "route handlers",
    rooms: ["lib/ops", "lib/auth", "lib/runtime.ts", "lib/core", "lib/loaders", "lib/api"],
    packages: ["next", "next/*", "next-auth", "zod", "node:stream"],
  },
  { name: "proxy.ts", holds: "headers and the content security policy", rooms: ["lib/core", "lib/env.ts"], packages: ["next/server", "next-auth/jwt"] },
  { name: "server.ts", holds: "HTTP, Next and the upgrade", rooms: ["lib/runtime-start.ts", "lib/doors", "lib/env.ts"], packages: ["next", "node:*"] },
];

/** Never in the product, whatever the table says: a way to run programs or text as code. */
export const FORBIDDEN_PACKAGES = ["node:child_process", "child_process", "node:vm", "vm", "node:cluster", "node:inspector"];

/** Only inside Next: these throw or do not resolve in plain Node, so nothing that server.ts loads may reach them. */
export const NEXT_ONLY_PACKAGES = ["server-only", "next/headers", "next/cache", "next/navigation", "next/server", "react", "react-dom"];

/** Rooms whose code must never be part of what a browser downloads. */
export const SERVER_ROOMS = [
  "lib/doors",
  "lib/outside",
  "lib/engine",
  "lib/forward",
  "lib/registry",
  "lib/generated",
  "lib/reader",
  "lib/reconcile",
  "lib/events",
  "lib/logs",
  "lib/metrics",
  "lib/notify",
  "lib/recordings",
  "lib/statistics",
  "lib/ops",
  "lib/api",
  "lib/auth",
  "lib/loaders",
  "lib/realtime",
  "lib/env.ts",
  "lib/runtime.ts",
  "lib/runtime-start.ts",
  "lib/runtime-watch.ts",
  "server.ts",
];

/** Text that has no place in the named room ("" is everywhere, tests included), with what to do instead. */
export const FORBIDDEN_TEXT: { room: string; pattern: RegExp; instead: string }[] = [
  {
    room: "lib/core",
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bset(?:Timeout|Interval)\(/,
    instead: "lib/core has no clock and no chance: take the value as an argument",
  },
  { room: "lib/core", pattern: /\bprocess\.|\bconsole\./, instead: "lib/core has no environment: take the value as an argument" },
  { room: "lib", pattern: /\bprocess\.env\b(?!\.NODE_ENV)/, instead: "settings are read in lib/env.ts and handed on as arguments" },
  { room: "", pattern: /(?::|\bas|<|\|)\s*any\b|\bany\[\]/, instead: "name the type, or take unknown and narrow it" },
  { room: "", pattern: /@ts-(?:ignore|nocheck)\b/, instead: "mend the type" },
  { room: "", pattern: /\bwaitForTimeout\(|\b(?:test|it|describe)\.(?:skip|only)\(/, instead: "wait for a condition; every test runs" },
  { room: "", pattern: /\b(?:class|function|const|interface|type)\s+\w*(?:Manager|Helper|Utils?)\b/, instead: "name what it does" },
];
