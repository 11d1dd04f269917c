// @vitest-environment happy-dom
import { Terminal } from "@xterm/xterm";
import { describe, expect, test, vi } from "vitest";
import { HOSTILE_SEQUENCES } from "@/lib/testing/hostile-sequences";
import { disarm } from "./create-terminal";

function screen() {
  const terminal = new Terminal({ allowProposedApi: true, cols: 80, rows: 24, linkHandler: null });
  disarm(terminal);
  const sent: string[] = [];
  const titles: string[] = [];
  terminal.onData((text) => sent.push(text));
  terminal.onBinary((text) => sent.push(text));
  terminal.onTitleChange((title) => titles.push(title));
  const write = (text: string) => new Promise<void>((done) => terminal.write(text, done));
  return { terminal, sent, titles, write };
}

describe("B13: of 60 hostile sequences in a shell", () => {
  test("none types a word back, changes the title or the size, or reaches the clipboard", async () => {
    expect(HOSTILE_SEQUENCES.length).toBe(60);
    const clipboard = [vi.spyOn(navigator.clipboard, "writeText"), vi.spyOn(navigator.clipboard, "readText")];
    const failed: string[] = [];
    for (const sequence of HOSTILE_SEQUENCES) {
      const { terminal, sent, titles, write } = screen();
      await write(`a${sequence}b`);
      if (sent.length > 0 || titles.length > 0 || terminal.cols !== 80 || terminal.rows !== 24)
        failed.push(`${JSON.stringify(sequence).slice(0, 60)}: ${JSON.stringify([sent, titles])}`);
      terminal.dispose();
    }
    expect(failed).toEqual([]);
    expect(clipboard.map((each) => each.mock.calls.length)).toEqual([0, 0]);
  });

  test("only what the terminal is and where its cursor stands is answered", async () => {
    const { sent, write } = screen();
    await write("\x1b[c\x1b[>c\x1b[5n\x1b[6n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: answers of a terminal begin with it
    expect(sent.every((answer) => /^\x1b\[[?>]?[\d;]*[cnR]$/.test(answer))).toBe(true);
    expect(sent.length).toBe(4);
  });

  test("a device control string of 30 MB costs no such memory", async () => {
    const { write } = screen();
    await write("\x1bPq");
    const before = process.memoryUsage().heapUsed;
    const piece = "x".repeat(1_000_000);
    for (let count = 0; count < 30; count += 1) await write(piece);
    globalThis.gc?.();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
    await write("\x1b\\");
  });
});
