import { Terminal } from "@xterm/headless";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SHELL_TAIL_BYTES, ShellTail } from "./shell-tail";

const write = (terminal: Terminal, data: string | Uint8Array) => new Promise<void>((done) => terminal.write(data, done));
const linesOf = ({ buffer: { active } }: Terminal, last: number): string[] =>
  Array.from({ length: Math.min(last, active.length) }, (_, at) => active.getLine(active.length - 1 - at)?.translateToString(true) ?? "").reverse();
const styleOf = ({ buffer: { active } }: Terminal) => {
  const cell = active.getLine(active.baseY + active.cursorY)?.getCell(0);
  return [cell?.getChars(), cell?.getFgColor(), cell?.isBold()];
};

/** What a page shows that comes back empty. */
async function replayed(tail: ShellTail): Promise<Terminal> {
  const terminal = new Terminal({ cols: 80, rows: 24, scrollback: 1_000, allowProposedApi: true });
  await write(terminal, tail.prologue);
  await write(terminal, tail.from(tail.start));
  return terminal;
}

describe("the end of what a shell said", () => {
  test("is whole while it is short", () => {
    const tail = new ShellTail();
    tail.push(Buffer.from("hello "), 0);
    tail.push(Buffer.from("world"), 0);
    expect([tail.start, tail.end, tail.from(0).toString(), tail.from(6).toString(), tail.from(99).toString()]).toEqual([0, 11, "hello world", "world", ""]);
  });

  test("begins with a whole line once it is long, in the style that held there", async () => {
    const tail = new ShellTail();
    tail.push(Buffer.from("\x1b[1;32m"), 0);
    for (let line = 0; line < 40_000; line += 1) tail.push(Buffer.from(`line ${line} of ünïcode €\r\n`), tail.end);
    tail.push(Buffer.from("$ "), tail.end);
    expect(tail.end - tail.start).toBeLessThanOrEqual(SHELL_TAIL_BYTES + 64 * 1024);
    expect(tail.from(tail.start).toString()).toMatch(/^line \d+ of ünïcode €\r\n/);
    const terminal = await replayed(tail);
    expect(linesOf(terminal, 3)).toEqual(["line 39998 of ünïcode €", "line 39999 of ünïcode €", "$ "]);
    expect(styleOf(terminal)).toEqual(["$", 2, 134217728]);
  });

  test("never gives up what is still to be kept", () => {
    const tail = new ShellTail();
    const piece = Buffer.alloc(60_000, "x");
    for (let count = 0; count < 10; count += 1) tail.push(piece, 100_000);
    expect(tail.start).toBeLessThanOrEqual(100_000);
    expect(tail.from(100_000).length).toBe(500_000);
  });

  test("looks the same as if the page had been there all the time, on the other screen too", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("text ", "ünï€😀", "\r\n", "\x1b[1;31m", "\x1b[0m", "\x1b[?25l", "\x1b]0;title\x07", "\x1b[42m"), { minLength: 20 }),
        async (parts) => {
          const all = Buffer.from(parts.join("").repeat(Math.ceil(400_000 / Math.max(1, parts.join("").length))));
          const tail = new ShellTail();
          const there = new Terminal({ cols: 80, rows: 24, scrollback: 1_000, allowProposedApi: true });
          for (let at = 0; at < all.length; at += 9_973) tail.push(all.subarray(at, at + 9_973), tail.end);
          for (const text of ["\r\nlast one\r\n", "$ "]) {
            tail.push(Buffer.from(text), tail.end);
          }
          await write(there, Buffer.concat([all, Buffer.from("\r\nlast one\r\n$ ")]));
          const back = await replayed(tail);
          expect(linesOf(back, 20)).toEqual(linesOf(there, 20));
          expect(styleOf(back)).toEqual(styleOf(there));
        },
      ),
      { numRuns: 8 },
    );
  });

  test("holds no more memory than it says", () => {
    const tail = new ShellTail();
    for (let count = 0; count < 300_000; count += 1) tail.push(Buffer.from("x"), tail.end);
    expect(tail.end - tail.start).toBeLessThanOrEqual(SHELL_TAIL_BYTES + 64 * 1024);
    expect(tail.from(tail.start).toString()).toMatch(/^x+$/);
  });
});
