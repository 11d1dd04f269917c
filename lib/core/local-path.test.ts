import { describe, expect, test } from "vitest";
import { localPath } from "./local-path";

const HERE = "https://spindle.example.org";

/** 40 ways to write another site, or something that is no page at all. */
const AWAY = [
  ...["https://evil.example", "http://evil.example/", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\/evil.example"],
  ...["\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example", "\u0000//evil.example"],
  ...["https:evil.example", "https:/evil.example", "https:\\\\evil.example", "HTTPS://EVIL.example", "https://spindle.example.org@evil.example"],
  ...["https://spindle.example.org:443@evil.example", "https://spindle.example.org.evil.example", "https://evil.example/spindle.example.org"],
  ...["https://evil.example?https://spindle.example.org", "https://evil.example#https://spindle.example.org", "https://spindle.example.org:444/x"],
  ...["http://spindle.example.org/x", "wss://spindle.example.org", "ftp://spindle.example.org", "javascript:alert(1)", "JaVaScRiPt:alert(1)"],
  ...["java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "blob:https://spindle.example.org/x", "file:///etc/passwd", "about:blank"],
  ...["https://spindle.example.org//evil.example", "https://[::1]/", "https://ⓔvil.example", "https://spindle。example.org.evil.example"],
];

describe("B17: where to go after signing in", () => {
  test(`is never another site, in ${AWAY.length} spellings`, () => {
    expect(AWAY.length).toBe(40);
    for (const url of AWAY) {
      const path = localPath(url, HERE);
      // Whatever comes out, a browser on this site that goes there stays on it.
      expect(`${JSON.stringify(url)} -> ${new URL(path, HERE).origin}`).toBe(`${JSON.stringify(url)} -> ${HERE}`);
      expect(path).toMatch(/^\/(?![/\\])/);
    }
  });

  test.each(["/", "/sandbox/stacks", "/sandbox/stacks?q=a%2Fb#c", "https://spindle.example.org/x?y", "/sandbox/stacks?next=//evil.example"])(
    "may be %s",
    (url) => {
      expect(new URL(localPath(url, HERE), HERE).href).toBe(new URL(url, HERE).href);
    },
  );
});
