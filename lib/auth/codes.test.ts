import { expect, test } from "vitest";
import { codeNow } from "@/lib/testing/accounts";
import { oneTimeCodes as codes } from "./codes";

/** RFC 6238, appendix B: the secret "12345678901234567890", SHA-1, last six digits. */
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("RFC 6238 at %d s", (seconds, code) => {
  expect(codes.stepOf(RFC_SECRET, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
});

test("a code is good in its half minute, the one before and the one after", () => {
  const at = 1_700_000_010_000;
  const secret = codes.newSecret();
  const code = codeNow(secret, at);
  const step = Math.floor(at / 30_000);
  const off = [-60_000, -30_000, 0, 30_000, 60_000].map((later) => codes.stepOf(secret, code, at + later));
  expect(off).toEqual([null, step, step, step, null]);
});

test.each(["", "12345", "1234567", "abcdef", "12 34 5x", "-12345", "١٢٣٤٥٦"])("%s is no code", (text) => {
  expect(codes.stepOf(RFC_SECRET, text, 59_000)).toBeNull();
});

test("secrets and recovery codes are new each time, long, and a recovery code may be typed loosely", () => {
  expect(new Set(Array.from({ length: 100 }, codes.newSecret)).size).toBe(100);
  expect(codes.newSecret()).toMatch(/^[A-Z2-7]{32}$/);
  const recovery = codes.newRecoveryCodes();
  expect(new Set(recovery).size).toBe(10);
  for (const code of recovery) expect(code).toMatch(/^([a-z0-9]{4}-){3}[a-z0-9]{4}$/);
  const [first = ""] = recovery;
  expect(codes.hashRecoveryCode(` ${first.toUpperCase().replaceAll("-", " ")}`)).toBe(codes.hashRecoveryCode(first));
});

test("the address is what authenticators read", () => {
  expect(codes.address(RFC_SECRET, "ada.b")).toBe(`otpauth://totp/Spindle:ada.b?issuer=Spindle&secret=${RFC_SECRET}&algorithm=SHA1&digits=6&period=30`);
});
