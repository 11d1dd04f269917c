import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { testFile } from "@/lib/testing/database";
import { adapterFor, MIGRATIONS, openDatabase } from "./database";
import { migrate } from "./migrate";

/** A folder of migrations of its own: ours, and those given. */
function migrations(more: Record<string, string> = {}): string {
  const folder = `${testFile()}-migrations`;
  cpSync(MIGRATIONS, folder, { recursive: true });
  for (const [name, sql] of Object.entries(more)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "migration.sql"), sql);
  }
  return folder;
}

async function rows(file: string, sql: string): Promise<unknown[][]> {
  const connection = await adapterFor(file).connect();
  const { rows: found } = await connection.queryRaw({ sql, args: [], argTypes: [] });
  await connection.dispose();
  return found;
}

const tables = async (file: string) => (await rows(file, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).flat();
const ours = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory()).length;

test("a new file gets every migration once, and the write-ahead log", async () => {
  const file = testFile();
  for (let start = 0; start < 3; start += 1) await migrate(adapterFor(file), MIGRATIONS);
  expect(await rows(file, 'SELECT count(*), count("finished_at") FROM "_prisma_migrations"')).toEqual([[ours, ours]]);
  expect(await rows(file, "PRAGMA journal_mode")).toEqual([["wal"]]);
});

/** What the runner's script has done when its process dies: begun, some statements, no commit. */
const DYING = `const db = new (require("libsql"))(process.argv[1]);
db.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; CREATE TABLE "Environment" ("half" TEXT)');
console.log("half-way"); setInterval(() => {}, 1000);`;

test("a process killed half-way leaves nothing, and the next start applies the file whole", async () => {
  const file = testFile();
  const dying = spawn(process.execPath, ["-e", DYING, file], { stdio: ["ignore", "pipe", "inherit"] });
  await once(dying.stdout, "data");
  dying.kill("SIGKILL");
  await once(dying, "exit");
  expect(await tables(file)).not.toContain("Environment");
  const database = await openDatabase(file);
  onTestFinished(() => database.close());
  expect(await database.prisma.environment.count()).toBe(0);
});

test("a file that fails is undone whole and refused at every start until it is mended", async () => {
  const file = testFile();
  const broken = { "20990101000000_broken": 'CREATE TABLE "First" ("a" TEXT); INSERT INTO "Nowhere" VALUES (1);' };
  const folder = migrations(broken);
  for (let start = 0; start < 2; start += 1)
    await expect(migrate(adapterFor(file), folder)).rejects.toThrow(/20990101000000_broken failed and was undone: .*Nowhere/);
  expect(await tables(file)).not.toContain("First");
  writeFileSync(join(folder, "20990101000000_broken", "migration.sql"), 'CREATE TABLE "First" ("a" TEXT);');
  await migrate(adapterFor(file), folder);
  expect(await tables(file)).toContain("First");
});

test("a file that leaves broken references behind is undone", async () => {
  const file = testFile();
  const folder = migrations({
    "20990101000000_dangling": `INSERT INTO "Session" ("id", "userId", "createdAt", "lastSeenAt", "expiresAt", "device", "address") VALUES ('s', 'nobody', 1, 1, 1, 'd', 'a');`,
  });
  await expect(migrate(adapterFor(file), folder)).rejects.toThrow(/dangling failed and was undone/);
  expect(await rows(file, 'SELECT count(*) FROM "Session"')).toEqual([[0]]);
});

test("a table can be rebuilt without losing the rows that point to it", async () => {
  const file = testFile();
  await migrate(adapterFor(file), MIGRATIONS);
  await rows(
    file,
    `INSERT INTO "User" ("id", "username", "usernameKey", "passwordHash", "role", "disabled", "createdAt", "lastSeenAt") VALUES ('u', 'ada', 'ada', 'x', 'admin', false, 1, NULL)`,
  );
  await rows(file, `INSERT INTO "Session" ("id", "userId", "createdAt", "lastSeenAt", "expiresAt", "device", "address") VALUES ('s', 'u', 1, 1, 1, 'd', 'a')`);
  const rebuild = `PRAGMA foreign_keys=OFF;
    CREATE TABLE "new_User" AS SELECT * FROM "User"; DROP TABLE "User"; ALTER TABLE "new_User" RENAME TO "User"; CREATE UNIQUE INDEX "User_id" ON "User"("id");
    PRAGMA foreign_keys=ON;`;
  await migrate(adapterFor(file), migrations({ "20990101000000_rebuild": rebuild }));
  expect(await rows(file, 'SELECT "userId" FROM "Session"')).toEqual([["u"]]);
});

test("a file changed after it was applied stops the start", async () => {
  const file = testFile();
  await migrate(adapterFor(file), migrations({ "20990101000000_more": 'CREATE TABLE "More" ("a" TEXT);' }));
  await expect(migrate(adapterFor(file), migrations({ "20990101000000_more": 'CREATE TABLE "More" ("b" TEXT);' }))).rejects.toThrow(
    /changed after it was applied/,
  );
  await expect(migrate(adapterFor(file), MIGRATIONS)).rejects.toThrow(/does not know/);
});

test("a migration another tool began and did not finish stops the start", async () => {
  const file = testFile();
  await migrate(adapterFor(file), MIGRATIONS);
  await rows(file, 'UPDATE "_prisma_migrations" SET "finished_at" = NULL');
  await expect(migrate(adapterFor(file), MIGRATIONS)).rejects.toThrow(/failed earlier/);
});

test("two starts at once agree", async () => {
  const file = testFile();
  await Promise.all([migrate(adapterFor(file), MIGRATIONS), migrate(adapterFor(file), MIGRATIONS)]);
  expect(await rows(file, 'SELECT count(*) FROM "_prisma_migrations"')).toEqual([[ours]]);
});

// Models know nothing of triggers: lib/registry/audit.test.ts tries those.
test("the migrations together make what the models say", async () => {
  const [migrated, drafted] = [testFile(), testFile()];
  await migrate(adapterFor(migrated), MIGRATIONS);
  const connection = await adapterFor(drafted).connect();
  await connection.executeScript(execFileSync(process.execPath, ["prisma/draft.mjs"], { encoding: "utf8" }));
  await connection.dispose();
  const schema =
    "SELECT name, sql FROM sqlite_master WHERE type <> 'trigger' AND name NOT LIKE '%prisma_migrations%' AND name NOT LIKE 'sqlite_%' ORDER BY name";
  expect((await rows(migrated, schema)).map(inAnyOrder)).toEqual((await rows(drafted, schema)).map(inAnyOrder));
});

/** A column that a later migration added stands last, and on the line of the one before it. */
const inAnyOrder = (row: unknown[]) => [
  row[0],
  String(row[1])
    .replace(/\s+/g, " ")
    .split(/,? (?=["CP])/)
    .map((part) => part.replace(/[ ,)]+$/, ""))
    .sort(),
];
