import { readFile, rename, writeFile } from "node:fs/promises";
import type { AuditForward, ForwardState } from "@/lib/core/audit-forward";
import { auditJson } from "@/lib/core/audit-json";
import type { Registry } from "@/lib/registry/types";
import { type Target, targetOf } from "./targets";

const PIECE = 100;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

export interface ForwardSettings {
  /** See targets.ts. */
  target: string;
  /** Where it is kept how far it has come. */
  file: string;
  registry: Pick<Registry, "auditAfter" | "auditEnd" | "subscribe">;
  now: () => number;
  log: (error: unknown) => void;
  /** For tests. */
  open?: (target: string) => Target;
  firstWaitMs?: number;
}

/**
 * Sends the audit log elsewhere, in its order and no faster than it is taken. It begins behind the last row that was handed over, also after a
 * restart: a row may come twice, never not at all. Nothing that is done waits for it; while it is behind, the audit page says so.
 */
export function createForward(settings: ForwardSettings): AuditForward & { start(): Promise<void>; stop(): Promise<void> } {
  const { target: name, registry, now, log, open = targetOf, firstWaitMs = FIRST_WAIT_MS } = settings;
  const target = open(name);
  let sent = 0;
  let trouble: ForwardState["trouble"] = null;
  let stopped = false;
  let wake: () => void = () => undefined;
  let unsubscribe: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  const pause = (ms: number | null) =>
    new Promise<void>((resolve) => {
      const timer = ms === null ? null : setTimeout(resolve, ms).unref();
      wake = () => {
        if (timer === null || stopped) {
          if (timer) clearTimeout(timer);
          resolve();
        }
      };
      if (stopped) wake();
    });

  const run = async () => {
    let wait = firstWaitMs;
    let told = true;
    unsubscribe = registry.subscribe(({ type }) => {
      if (type !== "audit") return;
      told = true;
      wake();
    });
    while (!stopped) {
      told = false;
      try {
        const rows = await registry.auditAfter(sent, PIECE);
        for (const row of rows) {
          await target.send(row, auditJson(row));
          sent = row.number;
          if (stopped) break;
        }
        if (rows.length > 0) await keep(settings.file, name, sent);
        wait = firstWaitMs;
        trouble = null;
        if (rows.length < PIECE && !told) await pause(null);
      } catch (error) {
        if (!trouble) log(new Error(`the audit log is not taken by ${name}`, { cause: error }));
        trouble ??= { since: now(), what: error instanceof Error ? error.message : String(error) };
        await pause(wait);
        wait = Math.min(LONGEST_WAIT_MS, wait * 2);
      }
    }
    await keep(settings.file, name, sent).catch(log);
  };

  return {
    start: async () => {
      sent = await keptPlace(settings.file, name);
      running = run().catch(log);
    },
    stop: async () => {
      stopped = true;
      unsubscribe();
      wake();
      target.close();
      await running;
    },
    state: async () => ({ target: name, sent, behind: Math.max(0, (await registry.auditEnd()).number - sent), trouble }),
  };
}

/** Another target begins at the first row: it has none of them. */
async function keptPlace(file: string, target: string): Promise<number> {
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    const kept = JSON.parse(text) as { target?: unknown; number?: unknown };
    return kept.target === target && typeof kept.number === "number" ? kept.number : 0;
  } catch {
    return 0;
  }
}

async function keep(file: string, target: string, number: number): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify({ target, number })}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
