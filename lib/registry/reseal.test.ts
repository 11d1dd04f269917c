import { readFileSync } from "node:fs";
import { copyFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { keyFileOf, loadKeys, printKeys } from "@/lib/auth/key-file";
import { createSealing, newKey } from "@/lib/auth/keyring";
import { requestPlace } from "@/lib/core/requests";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { makeEnvironment, makeStack, makeUser } from "@/lib/testing/factories";
import { rotateKey } from "../../scripts/key-rotate/main";
import { openDatabase } from "./database";
import { resealAll, SEALED_COLUMNS } from "./reseal";

let db: TestDatabase;
let stackId: string;
let userId: string;
beforeEach(async () => {
  db = await testDatabase();
  const user = await makeUser(db);
  userId = user.id;
  stackId = (await makeStack(db, user, await makeEnvironment(db))).id;
});

const put = (name: string, text: string, sealing: ReturnType<typeof createSealing>) =>
  db.registry.transaction((tx) => tx.putSecret({ stackId, name, bytes: text.length, authorId: userId, at: 0, seal: (place) => sealing.seal(text, place) }));
const texts = async () =>
  db.registry.sealedTexts(
    stackId,
    ["a", "b"].map((name) => ({ name, version: 1 })),
  );

describe("C1: rotating the key", () => {
  it("seals everything anew, so that the old key opens nothing and the new one all", async () => {
    const [older, newer] = [newKey(), newKey()];
    await put("a", "first", createSealing([older]));
    await put("b", "second", createSealing([older]));
    expect(await resealAll(db.database, createSealing([newer, older]))).toBe(2);
    const sealed = await texts();
    expect(sealed.map((one) => createSealing([newer]).open(one.sealed, one.place)).sort()).toEqual(["first", "second"]);
    for (const one of sealed) expect(() => createSealing([older]).open(one.sealed, one.place)).toThrow();
    expect(await resealAll(db.database, createSealing([newer, older]))).toBe(0);
  });

  it("changes nothing when one text does not open", async () => {
    const [lost, older, newer] = [newKey(), newKey(), newKey()];
    await put("a", "first", createSealing([older]));
    await put("b", "second", createSealing([lost]));
    const before = await texts();
    await expect(resealAll(db.database, createSealing([newer, older]))).rejects.toThrow(/not on the keyring/);
    expect(await texts()).toEqual(before);
  });

  it("passes over requests that were decided, of which nothing is kept", async () => {
    const [older, newer] = [newKey(), newKey()];
    const { environmentId } = await db.database.prisma.stack.findUniqueOrThrow({ where: { id: stackId } });
    const about = { stackId, environmentId, askerId: userId, asker: "ada", kind: "deploy" as const, hash: "h", baseRevision: 0, message: null };
    const input = (id: string) => createSealing([older]).seal("a file", requestPlace(id));
    for (const at of [1, 2]) await db.registry.transaction((tx) => tx.addRequest({ ...about, input }, at));
    expect(await db.database.prisma.deployRequest.count({ where: { input: "" } })).toBe(1);
    expect(await resealAll(db.database, createSealing([newer, older]))).toBe(1);
  });

  it("knows every sealed column of the models", () => {
    const models = readFileSync("prisma/models.prisma", "utf8");
    // A sealed column says so in the comment above it, or by its name.
    const found = [...models.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].flatMap(([, model, body = ""]) =>
      [...body.matchAll(/(?:^ {2}\/\/\/ .*\b[Ss]ealed\b.*\n {2}(\w+)|^ {2}(sealed\w*))\s/gm)].map(([, said, named]) => `${model}.${said ?? named}`),
    );
    expect(found.sort()).toEqual(Object.keys(SEALED_COLUMNS).sort());
  });

  it("is refused while a server has the database open; after it the file holds the new key alone", async () => {
    const [busy, dataDir, third] = await Promise.all([1, 2, 3].map(() => mkdtemp(join(tmpdir(), "spindle-rotate-"))));
    if (!busy || !dataDir || !third) throw new Error("no folders");
    const said: string[] = [];
    const rotate = (text?: string, folder = dataDir) => rotateKey({ dataDir: folder, text, say: (line) => said.push(line) });
    const [before] = await loadKeys({ dataDir });
    if (!before) throw new Error("no key");
    await put("a", "first", createSealing([before]));
    // The one file is the whole database once it is closed; a server opens one copy of it.
    await db.database.close();
    for (const folder of [busy, dataDir]) await copyFile(db.file, join(folder, "spindle.db"));
    const server = await openDatabase(join(busy, "spindle.db"));
    onTestFinished(() => server.close());
    expect(await rotate(undefined, busy)).toBe(false);
    expect(said.join()).toMatch(/running/);
    expect(await rotate()).toBe(true);
    const after = await loadKeys({ dataDir });
    expect(after).toHaveLength(1);
    expect(after[0]?.id).not.toBe(before.id);
    expect(said.join()).toMatch(/1 sealed text under/);
    // Keys that came from the environment are only sealed under: their lines are somebody else's to change.
    const given = newKey();
    await copyFile(join(dataDir, "spindle.db"), join(third, "spindle.db"));
    expect(await rotate(printKeys([given, ...after]), third)).toBe(true);
    expect(said.at(-1)).toMatch(/taken out of SPINDLE_KEYS/);
    expect(await loadKeys({ dataDir })).toEqual(after);
    expect(keyFileOf({ dataDir })).toBe(join(dataDir, "keys"));
  });
});
