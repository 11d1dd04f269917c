import { describe, expect, test } from "vitest";
import { TerminalState } from "./terminal-state";

const bytes = (text: string) => new TextEncoder().encode(text);
function stateAfter(text: string): TerminalState {
  const state = new TerminalState();
  state.feed(bytes(text));
  return state;
}

describe("what a terminal would remember", () => {
  test.each([
    ["text alone", "hello\r\n", ""],
    ["a style", "\x1b[1;31mred", "\x1b[1;31m"],
    ["styles that add up", "\x1b[1m\x1b[4m\x1b[38;5;9m", "\x1b[1m\x1b[4m\x1b[38;5;9m"],
    ["a style that was taken back", "\x1b[1;31mred\x1b[0m", ""],
    ["one that begins anew", "\x1b[1m\x1b[0;32m", "\x1b[0;32m"],
    ["an empty one", "\x1b[1m\x1b[m", ""],
    ["modes, in the order of the last word", "\x1b[?2004h\x1b[?25l\x1b[?2004l", "\x1b[?25l\x1b[?2004l"],
    ["two modes at once", "\x1b[?1049;25h", "\x1b[?1049h\x1b[?25h"],
    ["keypad, lines and margins", "\x1b=\x1b(0\x1b[2;10r", "\x1b=\x1b(0\x1b[2;10r"],
    ["the shape of the cursor", "\x1b[3 q", "\x1b[3 q"],
    ["a reset", "\x1b[1m\x1b[?25l\x1b(0\x1bc", ""],
    ["a soft reset", "\x1b[1m\x1b[?25l\x1b[!p", ""],
    ["what moves and asks", "\x1b[2J\x1b[H\x1b[6n\x1b[c\x1b[5A", ""],
    ["a title", "\x1b]0;[1m\x07\x1b]2;x\x1b\\", ""],
    ["a device control string", "\x1bPq[1m\x07 \x1b\\", ""],
    ["what is in the middle", "a\x1b[1;3", "\x1b[1;3"],
    ["an escape alone", "a\x1b", "\x1b"],
    ["a title without its end", "\x1b]0;half of", "\x1b]9999;"],
    ["a string without its end", "\x1bPhalf\x07of", "\x1bX"],
    ["what was given up", "\x1b[1;3\x18m\x1b[1\x1b[4m", "\x1b[4m"],
    ["a sequence longer than any", `\x1b[${"1;".repeat(99)}m`, ""],
  ])("%s", (_name, text, prologue) => {
    expect(stateAfter(text).prologue()).toBe(prologue);
  });

  test("is the same wherever the bytes were cut", () => {
    const text = "a\x1b[1;31mü\x1b[?1049h\x1b]0;t\x07\x1b(0\x1b[?25l€\x1b[38;2;1;2;3m";
    const whole = stateAfter(text).prologue();
    const all = bytes(text);
    for (let cut = 0; cut <= all.length; cut += 1) {
      const state = new TerminalState();
      state.feed(all.subarray(0, cut));
      state.feed(all.subarray(cut));
      expect(state.prologue()).toBe(whole);
    }
  });

  test("is bounded, whatever a program sets", () => {
    const state = new TerminalState();
    for (let mode = 0; mode < 10_000; mode += 1) state.feed(bytes(`\x1b[?${mode}h\x1b[1m`));
    expect(state.prologue().length).toBeLessThan(1_000);
  });
});
