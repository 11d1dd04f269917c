import { beforeEach, describe, expect, test } from "vitest";
import type { MemberRole, SiteRole } from "@/lib/core/access";
import { NO_FILTER } from "@/lib/core/audit";
import { problemOf } from "@/lib/core/errors";
import { completePolicy } from "@/lib/core/policy";
import { readCast } from "@/lib/core/recording";
import { actionWords, visible } from "@/lib/format/audit-sentences";
import { verifyAudit } from "@/lib/registry/verify-audit";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { auditFilterOf } from "./audit-input";
import type { OpContext } from "./context";
import { csvCell, exportAudit } from "./export-audit";
import { openShell } from "./open-shell";
import { type AuditBook, readAudit, readAuditEntry, rightsOn } from "./read-audit";
import { replayShell } from "./replay-shell";
import { stopService } from "./run-service";
import { verifyAuditLog } from "./verify-audit";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});

const FILE = "services:\n  web:\n    image: web:v1\n";
const lines = async (ctx: OpContext, book: AuditBook, filter = NO_FILTER) => (await readAudit({ ctx, input: { book, filter, before: null } })).lines;
const said = async (ctx: OpContext, book: AuditBook) =>
  (await lines(ctx, book)).reverse().map(({ actor, action, outcome, subject }) => `${actor} ${actionWords(action, outcome)} ${subject}: ${outcome}`);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: unknown) => problemOf(error).code,
  );
const member = async (role: MemberRole, name: string) => {
  const user = await makeUser(house.db, "user", name);
  const stack = await house.view("shop");
  const row = await house.db.registry.stack({ kind: "all" }, "", { id: stack.id });
  await house.db.database.prisma.projectMember.create({ data: { projectId: row?.projectId ?? "", userId: user.id, role } });
  return house.as(user);
};
const site = async (role: SiteRole, name: string = role) => house.as(await makeUser(house.db, role, name));
const stackBook = (): AuditBook => ({ of: "stack", environment: house.environment, stack: "shop" });
const written = () => house.db.registry.transaction(async () => undefined);

test("a deploy is one act with two rows: begun, and ended when the operation ends", async () => {
  const started = await house.deploy("shop", FILE);
  const [before] = await lines(house.tin, stackBook());
  expect(before).toMatchObject({
    action: "stack.deploy",
    actor: "tin",
    role: "user",
    address: "127.0.0.1",
    outcome: "started",
    environment: house.environment,
  });
  await house.ended(started);
  const [after] = await lines(house.tin, stackBook());
  expect(after).toMatchObject({ number: before?.number, outcome: "succeeded", endedAt: expect.any(Number) });
  expect((await house.db.registry.auditAfter(0, 10)).map(({ action, outcome, answers }) => [action, outcome, answers])).toEqual([
    ["stack.deploy", "started", null],
    ["stack.deploy", "succeeded", before?.number],
  ]);
});

test("an act that another one takes the place of says so, and one that fails does", async () => {
  await house.ended(await house.deploy("shop", FILE));
  await house.upgrade("shop", FILE.replace("v1", "sick"));
  const stopped = await stopService({ ctx: house.tin, input: { environment: house.environment, stack: "shop", service: null } }).catch(() => null);
  if (stopped) await house.ended(stopped);
  const acts = await said(house.tin, stackBook());
  expect(acts[1]).toBe("tin upgraded shop: superseded");
  await house.ended(await house.deploy("broken", FILE.replace("v1", "cannot")));
  expect((await said(house.tin, { of: "oneself" })).at(-1)).toBe("tin deployed broken: failed");
});

describe("who may read what", () => {
  test("every cell of the matrix", async () => {
    await house.ended(await house.deploy("shop", FILE));
    const [{ number = 0 } = {}] = await lines(house.tin, stackBook());
    const people: [string, OpContext, { stack: string; all: number; entry: string }][] = [
      ["admin", await site("admin"), { stack: "ok", all: 1, entry: "ok" }],
      ["auditor", await site("auditor"), { stack: "ok", all: 1, entry: "ok" }],
      ["operator", await site("operator"), { stack: "FORBIDDEN", all: 0, entry: "NOT_FOUND" }],
      ["owner", house.tin, { stack: "ok", all: 1, entry: "ok" }],
      ["maintainer", await member("maintainer", "max"), { stack: "ok", all: 0, entry: "ok" }],
      ["viewer", await member("viewer", "vera"), { stack: "FORBIDDEN", all: 0, entry: "NOT_FOUND" }],
      ["stranger", await site("user", "eve"), { stack: "NOT_FOUND", all: 0, entry: "NOT_FOUND" }],
    ];
    for (const [name, ctx, want] of people) {
      const got = {
        stack: await codeOf(lines(ctx, stackBook())),
        all: (await lines(ctx, { of: "all" }, { ...NO_FILTER, action: "stack.deploy" })).length,
        entry: await codeOf(readAuditEntry({ ctx, input: { number } })),
      };
      expect([name, got]).toEqual([name, want]);
      expect(await codeOf(verifyAuditLog({ ctx }))).toBe(name === "admin" || name === "auditor" ? "ok" : "FORBIDDEN");
    }
  });

  test("whoever names a foreign stack does not learn from their own log that it is there; its owner reads of it", async () => {
    await house.ended(await house.deploy("shop", FILE));
    const eve = await site("user", "eve");
    for (const stack of ["shop", "nobodys"]) {
      const stop = stopService({ ctx: eve, input: { environment: house.environment, stack, service: null } });
      expect(await codeOf(stop)).toBe("NOT_FOUND");
    }
    await written();
    const [attempt] = await lines(house.tin, stackBook());
    expect(attempt).toMatchObject({ action: "access.refuse", actor: "eve", outcome: "refused" });
    expect(await lines(eve, { of: "oneself" })).toEqual([]);
    expect(await codeOf(readAuditEntry({ ctx: eve, input: { number: attempt?.number ?? 0 } }))).toBe("NOT_FOUND");
    expect(await codeOf(readAuditEntry({ ctx: house.tin, input: { number: attempt?.number ?? 0 } }))).toBe("ok");
  });

  test("whoever has a stack now reads what was done with it before, and does not watch its shells", async () => {
    await house.ended(await house.deploy("shop", FILE));
    const eve = await site("user", "eve");
    const { id } = await house.view("shop");
    const { id: projectId } = await house.db.database.prisma.project.findUniqueOrThrow({ where: { name: "eve" } });
    await house.db.registry.transaction((tx) => tx.moveStack(id, projectId));
    const [{ number = 0 } = {}] = await lines(eve, stackBook());
    expect(await codeOf(readAuditEntry({ ctx: eve, input: { number } }))).toBe("ok");
    expect(await rightsOn(eve, number)).toEqual({ read: true, replay: false });
    expect(await rightsOn(house.as(await makeUser(house.db, "user", "nils")), number)).toEqual({ read: false, replay: false });
  });

  test("an export is the same rows, and is itself in the log before it begins", async () => {
    await house.ended(await house.deploy("shop", FILE));
    const read = async (ctx: OpContext, format: "jsonl" | "csv", filter = NO_FILTER) => {
      let text = "";
      for await (const piece of await exportAudit({ ctx, input: { book: { of: "all" }, filter, format } })) text += piece;
      return text;
    };
    const rows = (await read(await site("auditor"), "jsonl"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ action, outcome }) => [action, outcome])).toEqual([
      ["stack.deploy", "started"],
      ["stack.deploy", "succeeded"],
      ["audit.export", "succeeded"],
    ]);
    expect(rows[0]).toMatchObject({ subject: "shop", hash: expect.stringMatching(/^[0-9a-f]{64}$/), at: expect.stringMatching(/Z$/) });
    expect((await read(await site("user", "eve"), "jsonl")).match(/\n/g)).toHaveLength(1);
    const csv = await read(house.tin, "csv", { ...NO_FILTER, action: "stack.deploy" });
    expect(csv.split("\r\n")).toHaveLength(4);
    expect(await verifyAudit(house.db.file)).toMatchObject({ sound: true });
  });
});

test.each([
  ["=1+1", "'=1+1"],
  ["+49", "'+49"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  [" =1", "' =1"],
  ["%0A=1", "'%0A=1"],
  ['say "=x"', '"say ""=x"""'],
  ["a,b", '"a,b"'],
  ["two\r\nlines", '"two\r\nlines"'],
  ['=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`],
  [7, "7"],
  [null, ""],
])("a cell of %j is %j", (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test("a refused attempt stands in the log of the stack, for those who own it", async () => {
  await house.ended(await house.deploy("shop", FILE));
  const eve = await site("user", "eve");
  const input = { environment: house.environment, stack: "shop", service: null };
  for (let at = 0; at < 5; at += 1) expect(await codeOf(stopService({ ctx: eve, input }))).toBe("NOT_FOUND");
  expect(await codeOf(stopService({ ctx: eve, input: { ...input, stack: "nothing" } }))).toBe("NOT_FOUND");
  await written();
  expect((await said(house.tin, stackBook())).filter((act) => act.startsWith("eve"))).toEqual(["eve was refused shop: refused"]);
});

describe("shells", () => {
  const shell = async (ctx = house.tin) => {
    const container = house.mirror.stack((await house.view("shop")).id).containers[0]?.id ?? "";
    return openShell({ ctx, input: { environment: house.environment, stack: "shop", container, shell: null, cols: 80, rows: 24 } });
  };
  const recorded = (on: boolean) =>
    house.db.registry.transaction(async (tx) => {
      const environment = await tx.environment(house.environment);
      await tx.setPolicy(environment?.id ?? "", completePolicy({ recordShells: on }));
    });

  test("stand in the log with their start, user, length and exit; nothing is recorded unless the policy says so", async () => {
    await house.ended(await house.deploy("shop", FILE));
    const opened = await shell();
    expect(opened.recorded).toBe(false);
    await opened.session.close();
    await opened.ended(0);
    const [line] = await lines(house.tin, { ...stackBook() }, { ...NO_FILTER, action: "shell.open" });
    const entry = await readAuditEntry({ ctx: house.tin, input: { number: line?.number ?? 0 } });
    expect(entry).toMatchObject({ subject: "web-1", outcome: "succeeded", recording: "none", object: { kind: "container" } });
    expect(JSON.parse(entry.result?.after ?? "")).toMatchObject({ user: "root", exitCode: 0, seconds: expect.any(Number) });
  });

  test("are recorded where the policy says so: owners and auditors see what was shown, never what was typed", async () => {
    await house.ended(await house.deploy("shop", FILE));
    await recorded(true);
    const opened = await shell(await member("maintainer", "max"));
    expect(opened.recorded).toBe(true);
    const shown: string[] = [];
    const reading = (async () => {
      for await (const bytes of opened.session.output) shown.push(bytes.toString());
    })();
    opened.session.write(Buffer.from("hunter2"));
    await opened.session.resize(100, 30);
    await opened.session.close();
    await reading;
    await opened.ended(0);
    const [line] = await lines(house.tin, stackBook(), { ...NO_FILTER, action: "shell.open" });
    const number = line?.number ?? 0;
    for (const ctx of [house.tin, await site("auditor"), await site("admin")]) {
      expect((await readAuditEntry({ ctx, input: { number } })).recording).toBe("here");
      let text = "";
      for await (const piece of (await replayShell({ ctx, input: { number, download: false } })).pieces) text += piece;
      const cast = readCast(text);
      expect(cast).toMatchObject({ cols: 80, rows: 24, title: expect.stringContaining("web-1 of shop") });
      expect(
        cast.events
          .filter(([, kind]) => kind === "o")
          .map(([, , data]) => data)
          .join(""),
      ).toBe(shown.join(""));
      expect(cast.events).toContainEqual([expect.any(Number), "r", "100x30"]);
    }
    for (const ctx of [
      await site("operator"),
      await site("user", "eve"),
      house.as({ id: "max", username: "max", role: "user", projectId: "", scope: { kind: "all" } }),
    ])
      expect(await codeOf(replayShell({ ctx, input: { number, download: false } }))).toBe("NOT_FOUND");
    expect((await said(house.tin, stackBook())).filter((act) => act.includes("watched"))).toHaveLength(3);
  });
});

test("an address in a wrong form leaves its field open; a right one is read", () => {
  expect(auditFilterOf(new URLSearchParams("person=&outcome=nonsense&from=yesterday"))).toEqual(NO_FILTER);
  expect(auditFilterOf(new URLSearchParams("person=tin&outcome=failed&from=2026-11-25T10:00:00Z&action=stack."))).toEqual({
    ...NO_FILTER,
    person: "tin",
    outcome: "failed",
    action: "stack.",
    from: Date.UTC(2026, 10, 25, 10),
  });
});

test("what would act on a reader is shown as signs", () => {
  expect(visible("a\u001b[31m\u0007\u202ereversed\u200b\nline\u0085")).toBe("a\\u001b[31m\\u0007\\u202ereversed\\u200b\nline\\u0085");
});
