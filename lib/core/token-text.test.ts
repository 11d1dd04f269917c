import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { holdsToken, TOKEN_BYTES, tokenIdIn, tokenText } from "./token-text";

const ID = "abcdefghijklmnopqrstuvwxyz".slice(0, 26);

describe("the text of a token", () => {
  test("names its id, and is what scanners look for", () => {
    for (const chance of [randomBytes(TOKEN_BYTES), Buffer.alloc(TOKEN_BYTES), Buffer.alloc(TOKEN_BYTES, 255)]) {
      const text = tokenText(ID, chance);
      expect(text).toMatch(/^spindle_[a-z2-7]{26}_[0-9A-Za-z]{49}$/);
      expect(tokenIdIn(text)).toBe(ID);
    }
  });

  test("two chances make two texts", () => {
    expect(tokenText(ID, Buffer.alloc(TOKEN_BYTES, 255))).not.toBe(tokenText(ID, Buffer.alloc(TOKEN_BYTES, 254)));
  });

  test("ends with the checksum that everybody's tools can compute", () => {
    const text = tokenText(ID, randomBytes(TOKEN_BYTES));
    const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const value = [...text.slice(-6)].reduce((sum, sign) => sum * 62 + digits.indexOf(sign), 0);
    expect(value).toBe(crc32(text.slice(0, -6)));
  });

  test("with any sign changed is no token", () => {
    const text = tokenText(ID, randomBytes(TOKEN_BYTES));
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === "a" ? "b" : "a";
      expect(tokenIdIn(text.slice(0, at) + other + text.slice(at + 1)), `sign ${at}`).toBeNull();
    }
    for (const wrong of ["", " ", text.slice(1), text.slice(0, -1), `${text}x`, ` ${text}`, `${text}\n`, text.toUpperCase()])
      expect(tokenIdIn(wrong)).toBeNull();
  });

  test("is found wherever it stands", () => {
    const text = tokenText(ID, randomBytes(TOKEN_BYTES));
    expect(holdsToken(`/api/v1/environments?access_token=${text}`)).toBe(true);
    expect(holdsToken("/api/v1/environments/sandbox/stacks?filter=spindle_web")).toBe(false);
  });
});
