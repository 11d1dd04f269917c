import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOfPath, isFileName, joinPath, parentOf, pathFromAddress, pathInAddress, pathOfBytes, plainPath, shownPath } from "./file-path";

const anyBytes = fc.uint8Array({ maxLength: 40 });

test("any bytes become a text and the same bytes again, also through an address and through JSON", () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const path = pathOfBytes(bytes);
      expect(Buffer.from(bytesOfPath(path))).toEqual(Buffer.from(bytes));
      expect(pathInAddress(path)).toMatch(/^[\w-]*$/);
      expect(pathFromAddress(pathInAddress(path))).toBe(path);
      expect(JSON.parse(JSON.stringify(path))).toBe(path);
    }),
    { numRuns: 2_000 },
  );
});

test("what is UTF-8 reads as it is, and what is no such address is none", () => {
  expect(pathOfBytes(Buffer.from("/日本/café"))).toBe("/日本/café");
  for (const text of ["a b", "/tmp", "%2F", "abcde", "ü"]) expect(pathFromAddress(text)).toBeNull();
});

test("a path leads where it says, and never above the root", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("..", ".", "", "a", "b c", "...", "-rf"), { maxLength: 12 }), (parts) => {
      const path = plainPath(`/${parts.join("/")}`);
      expect(path).toMatch(/^\/(?:[^/]+(?:\/[^/]+)*)?$/);
      expect(path?.split("/").some((part) => part === "." || part === "..")).toBe(false);
      expect(plainPath(path ?? "")).toBe(path);
    }),
  );
  expect([plainPath("tmp"), plainPath(""), plainPath("/a\0b"), plainPath(`/${"x".repeat(5000)}`)]).toEqual([null, null, null, null]);
  expect([plainPath("/../../etc"), plainPath("//tmp//x/"), plainPath("/a/../..")]).toEqual(["/etc", "/tmp/x", "/"]);
  expect([joinPath("/", "a"), joinPath("/a", "b"), parentOf("/a"), parentOf("/a/b")]).toEqual(["/a", "/a/b", "/", "/a"]);
});

test("a name is one name", () => {
  for (const name of ["", ".", "..", "a/b", "a\0b", "x".repeat(256), "é".repeat(128)]) expect(isFileName(name)).toBe(false);
  for (const name of ["-rf", "...", "a\nb", "x".repeat(255)]) expect(isFileName(name)).toBe(true);
});

test("what could move the rest of a line is never shown", () => {
  expect(shownPath("a\nb\u202ec\u0007d\udcff")).toBe("a\ufffdb\ufffdc\ufffdd\ufffd");
});
