import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createClient } from "@libsql/client";
import { ensureBuild } from "../../scripts/ensure/build.mjs";
import { sweepInstance } from "../../scripts/testing/leftovers.mjs";
import { testInstance } from "./instance";
import { closeRoleLab, openRoleLab, type RoleLab } from "./role-lab";
import { type ServerProcess, startServer } from "./server-process";

export interface Production {
  server: ServerProcess;
  lab: RoleLab;
  close(): Promise<void>;
}

/** A production server with people of every role and two stacks. No limit of requests, so that it can be asked thousands of times. */
export async function openProduction({ root = ".", env = {} }: { root?: string; env?: Record<string, string> } = {}): Promise<Production> {
  await ensureBuild();
  const server = await startServer({
    instance: testInstance("test"),
    root,
    env: { NODE_ENV: "production", SPINDLE_REQUESTS_PER_SECOND: "1000000", SPINDLE_FRESH_MINUTES: "240", LOG_LEVEL: "warn", ...env },
  });
  const lab = await openRoleLab(server.url, server.dataFolder, env.NEXTAUTH_SECRET).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return {
    server,
    lab,
    close: async () => {
      await closeRoleLab(lab);
      await server.stop();
      server.forget();
      await sweepInstance(server.instance);
    },
  };
}

/** A copy of this build that has no proxy.ts, as if it had been deleted. Returns its folder. */
export async function buildWithoutProxy(): Promise<string> {
  await ensureBuild();
  const root = mkdtempSync(join(tmpdir(), "spindle-no-proxy-"));
  for (const each of [".next", "dist"]) cpSync(each, join(root, each), { recursive: true, filter: (path) => !/\.next\/(?:cache|dev)(?:\/|$)/.test(path) });
  for (const each of ["node_modules", "package.json", "next.config.mjs", "public", "prisma"]) symlinkSync(resolve(each), join(root, each));
  writeFileSync(join(root, ".next/server/functions-config-manifest.json"), JSON.stringify({ version: 1, functions: {} }));
  for (const each of ["middleware.js", "middleware"]) rmSync(join(root, ".next/server", each), { recursive: true, force: true });
  return root;
}

/** A hash over the rows of each table, without the moments at which sessions were last seen, and without the count of wrong passwords, which is there to change. */
export async function digestOf(dataFolder: string): Promise<Record<string, string>> {
  const client = createClient({ url: `file:${join(dataFolder, "spindle.db")}` });
  try {
    const { rows: tables } = await client.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'LoginFailure' ORDER BY name");
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      // A wrong guess at a password is counted, and that is all it does.
      if (name === "LoginFailure") continue;
      const { rows } = await client.execute(`SELECT * FROM "${String(name)}" ORDER BY 1, 2`);
      const kept = rows.map((row) => Object.entries(row).filter(([column]) => !/^lastSeen/.test(column)));
      const text = JSON.stringify(kept, (_key, value) => (typeof value === "bigint" ? String(value) : value));
      const actions = name === "AuditEntry" ? rows.map(({ action, subject }) => `${action} ${subject}`).join(", ") : "";
      digests[String(name)] = `${rows.length} rows ${actions}, ${createHash("sha256").update(text).digest("hex")}`;
    }
    return digests;
  } finally {
    client.close();
  }
}
