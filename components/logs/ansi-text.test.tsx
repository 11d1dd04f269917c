import { describe, expect, test } from "vitest";
import { HOSTILE_SEQUENCES } from "@/lib/testing/hostile-sequences";
import { harmless, piecesOf } from "./ansi-text";

const ESC = "\x1b";

const ALSO = [
  ...[`${ESC}[c`, `${ESC}[>c`, `${ESC}[6n`, `${ESC}[2J${ESC}[H`, `${ESC}[?1049h`, `${ESC}[?25l`, `${ESC}c`, `${ESC}#8`, `${ESC}(0`, `${ESC}7${ESC}8`],
  ...["\x9b31m", "\x07\x08\x0b\x0c\x0e\x0f\x7f\x00", `${ESC}[${"1;".repeat(5_000)}K`, `${ESC}`, `${ESC}[`],
];

describe("B13: control characters of a container", () => {
  test("lose their power: only colours stay", () => {
    expect(HOSTILE_SEQUENCES.length).toBe(60);
    for (const sequence of [...HOSTILE_SEQUENCES, ...ALSO]) {
      const shown = piecesOf(`a${sequence}b`, null)
        .map(({ text }) => text)
        .join("");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
      expect(shown, JSON.stringify(sequence)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      expect(shown.startsWith("a")).toBe(true);
    }
  });

  test("are seen as pictures where they say something; movement, titles and addresses of links are left out", () => {
    expect(harmless(`${ESC}]0;x`)).toBe("␛]0;x");
    expect(harmless(`${ESC}]0;root@web: /\x07ready`)).toBe("ready");
    expect(harmless(`${ESC}]8;;http://x.test${ESC}\\docs${ESC}]8;;${ESC}\\.`)).toBe("docs.");
    expect(harmless(`${ESC}[2Kdone`)).toBe("done");
    expect(harmless("10%\r50%\r100%")).toBe("100%");
    expect(harmless("tab\tstays, grün 日本 🎉 too")).toBe("tab\tstays, grün 日本 🎉 too");
  });
});

describe("colours", () => {
  test("become class names of our own palette", () => {
    expect(piecesOf(`${ESC}[1;31merr${ESC}[0m ok ${ESC}[42mgo`, null).map(({ text, className }) => `${text}|${className}`)).toEqual([
      "err|ansi-bold ansi-red-fg",
      " ok |",
      "go|ansi-green-bg",
    ]);
  });

  test("of the large palettes are mixed with the page's ink, and cannot carry anything else", () => {
    const [palette] = piecesOf(`${ESC}[38;5;196mx`, null);
    expect(palette?.colour).toBe("color-mix(in oklab, rgb(255, 0, 0) 62%, var(--color-ink))");
    const [exact] = piecesOf(`${ESC}[48;2;1;2;3mx`, null);
    expect(exact?.background).toBe("color-mix(in oklab, rgb(1, 2, 3) 28%, transparent)");
    for (const wrong of ["38;2;1;2;999", "38;5;999", "38;2", "38;5;-1"]) expect(piecesOf(`${ESC}[${wrong}mx`, null)[0]?.colour ?? null).toBeNull();
  });

  test("and hits share a line", () => {
    const pieces = piecesOf(`a scan, ${ESC}[31mscans${ESC}[0m`, /scan/);
    expect(pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join("|")).toBe("a |[scan]|, |[scan]|s");
    expect(piecesOf("abc", /x*/).map(({ text }) => text)).toEqual(["abc"]);
  });
});
