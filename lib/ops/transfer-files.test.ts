import { beforeEach, expect, test, vi } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { MOST_FILE_BYTES } from "@/lib/core/files";
import { type House, openHouse } from "@/lib/testing/house";
import { ACTORS, makeTeam, type Team } from "@/lib/testing/team";
import { setSwitches } from "./change-project";
import type { OpContext } from "./context";
import { fateOf, listFiles } from "./list-files";
import { listOperations } from "./list-operations";
import { openShell, shellPlace } from "./open-shell";
import { downloadFile, uploadFile } from "./transfer-files";

let house: House;
let team: Team;
let container = "";
beforeEach(async () => {
  house = await openHouse();
  team = await makeTeam(house);
  await house.ended(await house.deploy("shop", "services:\n  web:\n    image: web:v1\n"));
  const { projectId } = await house.db.database.prisma.stack.findFirstOrThrow({ where: { name: "shop" } });
  for (const role of ["maintainer", "viewer"] as const)
    await house.db.database.prisma.projectMember.create({ data: { projectId, userId: team.people[role].id, role } });
  container = (await house.service("shop", "web")).containers[0]?.id ?? "";
});

const at = (path: string, reason: string | null = null) => ({ environment: house.environment, stack: "shop", container, path, reason });
const never = () => new AbortController().signal;

async function down(ctx: OpContext, path = "/etc/motd", reason: string | null = null): Promise<string> {
  const { pieces } = await downloadFile({ ctx, input: { ...at(path, reason), kind: "file", signal: never() } });
  let text = "";
  for await (const bytes of pieces) text += bytes.toString();
  return text;
}

async function* some(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const up = (ctx: OpContext, path = "/tmp/x", reason: string | null = null, size = 5) =>
  uploadFile({ ctx, input: { ...at(path, reason), kind: "file", size, modifiedAt: null, replace: false, content: some("hello"), signal: never() } });

const outcome = (wish: Promise<unknown>): Promise<string> =>
  wish.then(
    () => "through",
    (error: unknown) => problemOf(error).code,
  );

const rows = async () => {
  const all = await house.db.database.prisma.auditEntry.findMany({ where: { action: { startsWith: "file." } }, orderBy: { number: "asc" } });
  return all.map(({ action, outcome: how, after }) => ({ action, how, after: JSON.parse(after ?? "null") as unknown }));
};

async function change(watch: { transferFiles?: boolean; debugImages?: string[] }): Promise<void> {
  const row = await house.db.registry.environment(house.environment);
  if (!row) throw new Error("no environment");
  await house.db.registry.transaction((tx) => tx.setPolicy(row.id, { ...row.policy, watch: { ...row.policy.watch, ...watch } }));
}

test("files move for whoever may open a shell, and for nobody else", async () => {
  const may = (actor: string) =>
    ["owner", "maintainer"].includes(actor)
      ? "through"
      : actor === "admin"
        ? "REASON_NEEDED"
        : ["operator", "auditor", "viewer"].includes(actor)
          ? "FORBIDDEN"
          : "NOT_FOUND";
  for (const actor of ACTORS) {
    const ctx = actor === "owner" ? house.tin : team.as(actor);
    const wishes = [listFiles({ ctx, input: at("/") }), down(ctx), up(ctx)];
    expect([actor, ...(await Promise.all(wishes.map(outcome)))]).toEqual([actor, may(actor), may(actor), may(actor)]);
  }
});

test("each transfer has a row as it begins and one as it ends: who, which way, which path, how many bytes", async () => {
  expect(await down(house.tin)).toBe("hello");
  await up(house.tin, "/tmp/a\nb");
  vi.spyOn(house.engine.files, "write").mockRejectedValueOnce(new Error("cut"));
  await expect(up(house.tin)).rejects.toThrow("cut");
  expect(await rows()).toMatchObject([
    { action: "file.download", how: "started", after: { container, path: "/etc/motd", direction: "out", kind: "file" } },
    { action: "file.download-end", how: "succeeded", after: { path: "/etc/motd", bytes: 5, result: "whole" } },
    { action: "file.upload", how: "started", after: { container, path: "/tmp/a\ufffdb", direction: "in", size: 5, replace: false } },
    { action: "file.upload-end", how: "succeeded", after: { bytes: 5, result: "whole" } },
    { action: "file.upload", how: "started" },
    { action: "file.upload-end", how: "failed" },
  ]);
});

test("a download that nobody takes to its end says so in its row, and gives its turn back", async () => {
  for (let at_ = 0; at_ < 6; at_ += 1) {
    const { pieces } = await downloadFile({ ctx: house.tin, input: { ...at("/etc/motd"), kind: "file", signal: never() } });
    await pieces.next();
    await pieces.return({ outcome: "cut", bytes: 0, detail: null });
  }
  const ends = (await rows()).filter(({ action }) => action === "file.download-end");
  expect(ends.length).toBe(6);
  expect(ends[0]?.after).toMatchObject({ bytes: 5, result: "stopped" });
});

test("an administrator says why, and the owner reads it", async () => {
  const admin = team.as("admin");
  await listFiles({ ctx: admin, input: at("/etc", "ticket 7") });
  await listFiles({ ctx: admin, input: at("/var", "ticket 7") });
  await up(admin, "/tmp/fix", "ticket 7");
  const told = await listOperations({ ctx: house.tin, input: { environment: house.environment, stack: "shop" } });
  const notes = told.filter(({ kind }) => kind === "files");
  // One look an hour, and every transfer.
  expect(notes.map(({ message, asRole }) => [message, asRole])).toEqual([
    ["ticket 7", "admin"],
    ["ticket 7", "admin"],
  ]);
  expect((await rows()).map(({ action }) => action)).toEqual(["file.list", "file.upload", "file.upload-end"]);
});

test("switched off, nothing moves; what is on its way ends", async () => {
  vi.spyOn(house.engine.files, "write").mockImplementation(
    (_id, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("gone")), { once: true })),
  );
  const moving = outcome(up(house.tin));
  await house.until(rows, (all) => all.length === 1);
  await change({ transferFiles: false });
  expect(await moving).toBe("TRANSFER_OFF");
  expect(await Promise.all([outcome(listFiles({ ctx: house.tin, input: at("/") })), outcome(down(house.tin)), outcome(up(house.tin))])).toEqual(
    Array(3).fill("TRANSFER_OFF"),
  );
});

test("an upload ends with the right to it", async () => {
  vi.spyOn(house.engine.files, "write").mockImplementation(
    (_id, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("gone")), { once: true })),
  );
  const moving = outcome(up(team.as("maintainer")));
  await house.until(rows, (all) => all.length === 1);
  await setSwitches({ ctx: house.tin, input: { project: "tin", viewersReadLogs: true, maintainersOpenShell: false } });
  expect(await moving).toBe("FORBIDDEN");
});

test("what is too large, without a length, without a name or one too many is refused before anything is written down", async () => {
  const why = (wish: Promise<unknown>) => wish.then(() => null, problemOf);
  expect(await why(up(house.tin, "/tmp/x", null, MOST_FILE_BYTES + 1))).toMatchObject({ code: "FILE_REFUSED", data: { reason: "too-large" } });
  for (const path of ["", "tmp/x", "/"]) expect(await why(up(house.tin, path))).toMatchObject({ code: "INVALID_INPUT" });
  const open = [];
  for (let turn = 0; turn < 4; turn += 1) open.push(await downloadFile({ ctx: house.tin, input: { ...at("/etc/motd"), kind: "file", signal: never() } }));
  const before = await rows();
  expect(await why(up(house.tin))).toMatchObject({ code: "FILE_REFUSED", data: { reason: "busy" } });
  expect(await outcome(up(team.as("maintainer")))).toBe("through");
  expect(before.length).toBe(4);
  for (const { pieces } of open) for await (const _ of pieces);
  expect(await outcome(up(house.tin))).toBe("through");
});

test("what becomes of a path follows the innermost mount", () => {
  const mount = { engineName: null, readOnly: false, limitBytes: null };
  const storage = {
    readOnlyRoot: true,
    mounts: [
      { ...mount, kind: "volume" as const, path: "/data" },
      { ...mount, kind: "tmpfs" as const, path: "/data/cache" },
    ],
  };
  expect([fateOf(storage, "/data/x").kind, fateOf(storage, "/data/cache").kind, fateOf(storage, "/database")]).toEqual([
    "volume",
    "tmpfs",
    { kind: "layer", mountedAt: "/", readOnly: true },
  ]);
});

test("a debug shell is made of an image that the policy names, and of no other; its row says which", async () => {
  const input = { environment: house.environment, stack: "shop", container, shell: null, cols: 80, rows: 24 };
  const open = (debug: string) => openShell({ ctx: house.tin, input: { ...input, debug } });
  expect(await outcome(open("busybox:1"))).toBe("DEBUG_IMAGE_REFUSED");
  await change({ debugImages: ["busybox:1"] });
  expect(await outcome(open("busybox:2"))).toBe("DEBUG_IMAGE_REFUSED");
  const opened = await open("busybox:1");
  expect(house.engine.calls).toContain("debug-shell web-1 busybox:1");
  const row = await house.db.database.prisma.auditEntry.findFirstOrThrow({ where: { action: "shell.open" } });
  expect(JSON.parse(row.after ?? "")).toMatchObject({ debug: "busybox:1", container });
  await opened.session.close();
  await opened.ended(0);
  // What is taken off the list ends where it is open.
  await change({ debugImages: [] });
  expect(await outcome(shellPlace({ ctx: house.tin, input: { ...input, debug: "busybox:1" } }))).toBe("FORBIDDEN");
  for (const actor of ["viewer", "operator", "other"] as const)
    expect(await outcome(openShell({ ctx: team.as(actor), input: { ...input, debug: "busybox:1" } }))).not.toBe("through");
});
