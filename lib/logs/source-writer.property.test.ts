import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { LogStream } from "@/lib/core/log-cursor";
import { logFolder } from "@/lib/testing/kept-logs";
import { answer } from "./answer";
import type { SourceFacts } from "./files";
import { LogPosition } from "./position";
import { SourceWriter } from "./source-writer";

// Many small files: on a busy machine that takes a while.
vi.setConfig({ testTimeout: 60_000 });

/** After so many more calls the disk is gone, as for a server that is killed; the last write may be cut anywhere. */
const disk = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, cutAt: 0.5 }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const alive = () => {
    disk.left -= 1;
    if (disk.left < 0) throw new Error("killed");
  };
  const guarded =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      alive();
      return call(...args);
    };
  const open = async (...args: Parameters<typeof real.open>) => {
    alive();
    const handle = await real.open(...args);
    const write = handle.write.bind(handle) as (bytes: Buffer, from: number, length: number, at: number) => Promise<{ bytesWritten: number }>;
    Object.assign(handle, {
      write: async (bytes: Buffer, from: number, length: number, at: number) => {
        if (disk.left < 0) throw new Error("killed");
        disk.left -= 1;
        if (disk.left >= 0) return write(bytes, from, length, at);
        await write(bytes, from, Math.floor(length * disk.cutAt), at);
        throw new Error("killed");
      },
    });
    return handle;
  };
  const { rename, rm, writeFile, readFile, truncate, mkdir } = real;
  const all = { rename, rm, writeFile, readFile, truncate, mkdir };
  const wrapped = Object.fromEntries(Object.entries(all).map(([name, call]) => [name, guarded(call as (...args: unknown[]) => Promise<unknown>)]));
  return { ...real, ...wrapped, open };
});

const FACTS: SourceFacts = { key: "0123456789ab", container: "c", stackId: "s", serviceId: "v", service: "web", label: "web-1", generation: 1, revision: 1 };
const SIZES = { block: 2_000, segment: 1_500 };

interface Line {
  at: string;
  stream: LogStream;
  text: string;
}

const moment = (nanos: number) => `2026-11-22T11:15:15.${String(nanos).padStart(9, "0")}Z`;

/** A container's log as its engine has it, and a writer that is killed and begun again. */
function room() {
  const folder = logFolder();
  const log: Line[] = [];
  const errors: unknown[] = [];
  let clock = 10;
  const open = () => SourceWriter.open(FACTS, folder, () => SIZES, { grown: () => undefined, failed: (error) => errors.push(error) });
  /** Lines from where the writer stands, many a chunk, as the engine gives them. */
  const feed = async (writer: SourceWriter, position: LogPosition, from: readonly Line[]) => {
    for (let at = 0; at < from.length; ) {
      const stream = from[at]?.stream ?? "stdout";
      const part: Line[] = [];
      for (let line = from[at]; line !== undefined && line.stream === stream && part.length < 9; line = from[at]) {
        part.push(line);
        at += 1;
      }
      const chunk = { stream, bytes: Buffer.from(part.map((line) => `${line.at} ${line.text}\n`).join("")), lines: part.length };
      const fresh = position.fresh(chunk);
      if (fresh !== null) await writer.append(fresh);
    }
  };
  return {
    folder,
    log,
    open,
    feed,
    say: (count: number, step: number, stream: LogStream, wide: boolean) =>
      Array.from({ length: count }, () => {
        clock += step;
        // Each stream goes forward; between them lines come a moment late.
        const line = { at: moment(clock - (stream === "stderr" ? 3 : 0)), stream, text: `line ${log.length} ${"é".repeat(wide ? 300 : log.length % 40)}` };
        log.push(line);
        return line;
      }),
    kept: () =>
      answer({
        type: "window",
        sources: [{ key: FACTS.key, folder, label: "web-1" }],
        test: { stream: null, levels: null, text: null, since: null, until: null },
        place: { at: "start" },
        limit: 1e9,
        ms: 1e9,
      }) as import("./jobs").Answers["window"],
  };
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("say" as const),
      count: fc.integer({ min: 1, max: 40 }),
      step: fc.integer({ min: 0, max: 5 }),
      stream: fc.constantFrom("stdout" as const, "stderr" as const),
      wide: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("kill" as const), after: fc.integer({ min: 0, max: 30 }), cutAt: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("flush" as const, "roll" as const, "restart" as const) }) },
);

test("whatever is written and wherever the server is killed: every line once, in its order, by its number", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { log, open, feed, say, kept } = room();
      let writer = await open();
      let position = new LogPosition([], Date.now, true);
      const begin = async () => {
        disk.left = Number.POSITIVE_INFINITY;
        writer = await open();
        position = new LogPosition(writer.cursors, Date.now, writer.cursors.length === 0);
        const since = position.since;
        // The engine gives lines after `since`, by their own moments.
        await feed(writer, position, since === null ? log : log.filter((line) => line.at > since));
      };
      for (const one of steps) {
        if (one.type === "say") {
          const lines = say(one.count, one.step, one.stream, one.wide);
          await feed(writer, position, lines);
        } else if (one.type === "kill") {
          disk.left = one.after;
          disk.cutAt = one.cutAt;
          await feed(writer, position, say(20, 1, "stdout", true));
          await writer.flush();
          disk.left = -1;
          await writer.close();
          await begin();
        } else if (one.type === "restart") {
          await writer.close();
          await begin();
        } else await writer[one.type]();
      }
      await writer.close();
      const window = kept();
      expect(window.lines.map(({ text }) => text.split(" ")[1]).join(" ")).toBe(log.map((_, n) => n).join(" "));
      expect(window.lines.map(({ exact, at, stream, text }) => ({ at: exact ?? at, stream, text }))).toEqual(log);
      expect(window.lines.map(({ n }) => n)).toEqual(log.map((_, n) => n));
      expect(window.gaps).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
