import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FORBIDDEN_PACKAGES, SERVER_ROOMS } from "./testing/architecture/rooms";
import { readSources } from "./testing/architecture/sources";

/** Promises of security.md that hold because of what stands nowhere in the source. */
const product = readSources(process.cwd()).filter(
  ({ path, isTest }) => !isTest && /^(?:app|components|lib)\/|^(?:server|proxy)\.ts$/.test(path) && !path.startsWith("lib/testing/"),
);
const filesWith = (pattern: RegExp): string[] =>
  product.filter(({ text }) => text.split("\n").some((line) => !/^\s*(?:\/?\*|\/\/)/.test(line) && pattern.test(line))).map(({ path }) => path);

test("the product was read", () => {
  expect(product.length).toBeGreaterThan(300);
});

test("A8: nothing in the product can run a program or a text as code", () => {
  expect(product.flatMap(({ path, imports }) => imports.filter(({ specifier }) => FORBIDDEN_PACKAGES.includes(specifier)).map(() => path))).toEqual([]);
  expect(filesWith(/\beval\(|\bnew Function\(|\bsetTimeout\(\s*["'`]/)).toEqual([]);
});

test("A2, A3: one module makes containers, and only the engine's room speaks to an engine", () => {
  expect(filesWith(/\bdocker\.createContainer\(/)).toEqual(["lib/engine/create-container.ts"]);
  const drivers = product.filter(({ imports }) => imports.some(({ specifier, typeOnly }) => !typeOnly && /^(?:dockerode|docker-modem)/.test(specifier)));
  expect(drivers.map(({ path }) => path).filter((path) => !path.startsWith("lib/engine/"))).toEqual([]);
});

test("A15: files are put only into containers that were made a moment ago and never ran", () => {
  expect(filesWith(/\bputArchive\(|\bgetArchive\(|\binfoArchive\(/)).toEqual(["lib/engine/create-container.ts"]);
});

test("A20: nothing is executed with more rights than its service has", () => {
  expect(filesWith(/Privileged:\s*true/)).toEqual([]);
});

test("B12: no text becomes markup but through React", () => {
  expect(filesWith(/dangerouslySetInnerHTML|\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|createContextualFragment|\bDOMParser\b/)).toEqual([]);
});

describe("B18: what may open a connection to somewhere else", () => {
  /** Each with where it leads. Whoever connects to what a person typed goes through lib/outside. */
  const OUTGOING: Record<string, string> = {
    "lib/engine/connect.ts": "the engine of an environment",
    "lib/engine/host-port.ts": "listens on this machine to see whether a port is free",
    "lib/outside/pin-address.ts": "asks a resolver, connects to nothing",
    "lib/auth/ldap.ts": "the directory that whoever starts the server named in a file",
    "lib/auth/stamp-request.ts": "reads addresses, connects to nothing",
    "lib/notify/post-mail.ts": "the mail server that an administrator entered, at the address that lib/outside judged",
    "lib/notify/post-hook.ts": "webhooks that people entered and an administrator allowed, at the address that lib/outside judged",
    "lib/forward/targets.ts": "the collector of audit rows that the server's settings name",
    "lib/ops/settle-engine.ts": "reads an address, connects to nothing",
    "server.ts": "listens",
  };
  const NETWORK = /^(?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises)$|^(?:undici|axios|got|node-fetch|ldapts|openid-client|nodemailer)$/;

  test("is listed here", () => {
    const found = product.filter(({ imports }) => imports.some(({ specifier, typeOnly }) => !typeOnly && NETWORK.test(specifier))).map(({ path }) => path);
    expect(found.sort()).toEqual(Object.keys(OUTGOING).sort());
  });

  test("is never fetch on the server", () => {
    const onServer = (path: string) => SERVER_ROOMS.some((room) => path === room || path.startsWith(`${room}/`)) || /^(?:lib\/actions|app\/api)\//.test(path);
    expect(filesWith(/(?<![.\w])fetch\(/).filter(onServer)).toEqual([]);
  });
});

test("B3: no address carries a token or a session", () => {
  expect(filesWith(/[?&](?:token|ticket|session|auth|key|password|jwt)=\$?\{?/i)).toEqual([]);
});

test("SECURITY.md names tests that are there", () => {
  const page = readFileSync("SECURITY.md", "utf8");
  const named = [...page.matchAll(/`((?:e2e|lib|components)\/[^`]+)`(?: "([^"]+)")?/g)];
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter(([, file = "", words = ""]) => !existsSync(file) || !readFileSync(file, "utf8").includes(words));
  expect(missing.map(([text]) => text)).toEqual([]);
});
