import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PERMISSIONS } from "@/lib/core/access";
import { auditAction } from "@/lib/core/audit-actions";

const files = ["lib/ops", "lib/auth", "lib/registry", "lib/realtime", "lib/loaders", "lib/actions"].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name))
    .map((name) => join(room, name).replaceAll("\\", "/")),
);
const read = (file: string): string => readFileSync(file, "utf8");

/** A write to the registry or the accounts. */
const WRITES =
  /\.transaction\(|\b(?:tx|accounts|registry)\.(?:set|create|update|delete|add|drop|end|remove|revoke|record|clear|touch|rename|transfer|grant)[A-Z]\w*\(/;
const WRITTEN_DOWN = /\baudit(?:Project)?\(|\brecordOperation\(|\bchangeStack\(|\bnoteRefusal\(|\bbeginDiary\(/;

/** What writes without a row of its own, and why that is right. */
const NO_ROW: Record<string, string> = {
  "lib/auth/guesses.ts": "counts guesses; whoever was not let in is written down by lib/auth/note-failed-sign-in.ts",
  "lib/auth/second-step.ts": "uses up a code of the sign-in that it is part of",
  "lib/auth/token-actor.ts": "when a token was last used is no act",
  "lib/auth/actor.ts": "when somebody was last seen is no act",
  "lib/ops/note-in-history.ts": "the line in the history of the stack beside the row that its caller writes",
  "lib/ops/list-notices.ts": "what somebody has read in their own bell is no act",
  "lib/ops/choose-notices.ts": "what somebody is told is their own matter, and gives nobody anything",
  "lib/ops/lease-ports.ts": "part of the deploy or upgrade that asks for the ports",
  "lib/ops/own-secrets.ts": "its callers write the row: the secret that was written, or the deploy that brings it along",
  "lib/ops/keep-addresses.ts": "part of the deploy or upgrade",
};

describe("everything that changes something is written down", () => {
  const writing = files.filter((file) => /^lib\/(?:ops|auth)\//.test(file) && WRITES.test(read(file)));

  test("every op was looked at", () => {
    expect(writing.length).toBeGreaterThan(8);
  });

  test.each(writing)("%s", (file) => {
    expect(
      WRITTEN_DOWN.test(read(file)) || file in NO_ROW,
      `${file} writes and has no audit row: call tx.audit in its transaction, or say in NO_ROW why not`,
    ).toBe(true);
  });

  test("no reason stands for a file that has gone or needs none", () => {
    expect(Object.keys(NO_ROW).filter((file) => !writing.includes(file) || WRITTEN_DOWN.test(read(file)))).toEqual([]);
  });
});

/** What looks like the name of an action, in a file that writes rows; rights look the same. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/"([a-z-]+\.[a-z-]+)"/g)].map(([, name = ""]) => name).filter((name) => !(PERMISSIONS as readonly string[]).includes(name));

test("every name that is written is in the table, which says it to people", () => {
  const named = files
    .filter((file) => /\baudit(?:Project)?\(|noteRefusal\(/.test(read(file)))
    .flatMap((file) => namesIn(read(file)).map((name) => ({ file, name })));
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter(({ name }) => auditAction(name) === null)).toEqual([]);
});

/** Nobody asked for a repair; the others are lines in a history, written at once beside a row of their own. */
const NO_COURSE = ["repair", "shell", "files", "logs", "transfer", "access"];

test("every kind of operation has its words, for a stack and for a service", () => {
  const kinds = /export type OperationKind =([^;]*);/.exec(read("lib/core/views.ts"))?.[1] ?? "";
  const missing = [...kinds.matchAll(/"([a-z-]+)"/g)]
    .map(([, kind = ""]) => kind)
    .filter((kind) => !NO_COURSE.includes(kind) && (auditAction(`stack.${kind}`) === null || auditAction(`service.${kind}`) === null));
  expect(missing).toEqual([]);
});
