import { Terminal } from "@xterm/headless";
import { expect, test } from "vitest";
import { FrameJoiner } from "./frame-joiner";
import { readData } from "./protocol";
import { ShellTail } from "./shell-tail";

/** One, two, three and four bytes a character, wide ones, ones that join, and a colour in between. */
const TEXT = "plain ünïcödé €uro 漢字 😀 e\u0301 \x1b[1;31mröt\x1b[0m ✓";

async function shown(pieces: Iterable<Uint8Array | string>): Promise<string> {
  const terminal = new Terminal({ cols: 120, rows: 4, allowProposedApi: true });
  for (const piece of pieces) await new Promise<void>((done) => terminal.write(piece, done));
  const line = terminal.buffer.active.getLine(0)?.translateToString(true) ?? "";
  terminal.dispose();
  return line;
}

/** What a page takes out of the frames that the server sends for these pieces. */
function framed(pieces: Buffer[]): Uint8Array[] {
  const frames: Buffer[] = [];
  const joiner = new FrameJoiner(7, (frame) => frames.push(frame));
  for (const piece of pieces) {
    joiner.push(0, "terminal", piece);
    joiner.flush();
  }
  joiner.close();
  return frames.map((frame) => readData(frame.buffer.slice(frame.byteOffset, frame.byteOffset + frame.length) as ArrayBuffer).bytes);
}

test("a character cut at any byte across two frames, or across all of them, is drawn whole", async () => {
  const bytes = Buffer.from(TEXT);
  const whole = await shown([bytes]);
  expect(whole).toContain("漢字 😀 e\u0301 röt ✓");
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const frames = framed([bytes.subarray(0, cut), bytes.subarray(cut)]);
    expect(frames).toHaveLength(2);
    expect(await shown(frames), `cut at ${cut}`).toBe(whole);
  }
  const single = framed([...bytes].map((byte) => Buffer.from([byte])));
  expect(single).toHaveLength(bytes.length);
  expect(await shown(single)).toBe(whole);
});

test("what is shown again was cut where a character begins, whatever the shell had said before", async () => {
  for (const lead of [0, 1, 2, 3, 4, 5]) {
    const tail = new ShellTail();
    const line = Buffer.from(`${"x".repeat(lead)}${"漢字😀€ü".repeat(40_000)}`);
    for (let at = 0; at < line.length; at += 7_919) tail.push(line.subarray(at, at + 7_919), tail.end);
    expect(tail.start).toBeGreaterThan(0);
    expect(tail.from(tail.start).toString()).not.toContain("\ufffd");
  }
});
