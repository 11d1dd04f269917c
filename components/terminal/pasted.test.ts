import { expect, test } from "vitest";
import { cleanPaste, inOneLine, pastedLines } from "./pasted";

test("a pasted text cannot end its own brackets or press a key", () => {
  expect(cleanPaste("ls\x1b[201~\rrm -rf /\x03\x7f\u009b1m\tü€")).toBe("ls[201~\rrm -rf /1m\tü€");
});

test("a line that ends runs, so it counts as more than one", () => {
  expect(["ls", "ls\n", "a\nb", "a\r\nb\r\n", ""].map(pastedLines)).toEqual([1, 2, 2, 3, 1]);
});

test("lines become one, those broken for reading without their backslash", () => {
  expect(inOneLine("docker run \\\n  --rm \\\r\n  busybox\n")).toBe("docker run --rm busybox");
  expect(inOneLine("a\n\nb")).toBe("a b");
});
