import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { allowedOrigin } from "./allowed-origin";
import { cookieIn } from "./cookies";
import { deviceOf } from "./device";
import { siteAt } from "./site";
import { stampRequest } from "./stamp-request";

const anywhere = siteAt(undefined);
const fixed = siteAt("https://spindle.example.org/");

describe("an origin", () => {
  test.each([
    ["http://localhost:3000", "localhost:3000", anywhere],
    ["http://10.0.0.7:3000", "10.0.0.7:3000", anywhere],
    ["http://[::1]:3000", "[::1]:3000", anywhere],
    ["http://Lab-Box.local", "lab-box.LOCAL", anywhere],
    ["https://spindle.example.org", "10.0.0.7:3000", fixed],
  ])("%s on %s is this site", (origin, host, site) => {
    expect(allowedOrigin(origin, host, site)).toBe(true);
  });

  test.each([
    [undefined, "localhost:3000", anywhere],
    [null, "localhost:3000", anywhere],
    ["", "localhost:3000", anywhere],
    ["null", "localhost:3000", anywhere],
    ["http://localhost:3001", "localhost:3000", anywhere],
    ["http://localhost", "localhost:3000", anywhere],
    ["http://localhost:3000.evil.example", "localhost:3000", anywhere],
    ["http://evil-localhost:3000", "localhost:3000", anywhere],
    ["http://localhost:3000@evil.example", "localhost:3000", anywhere],
    ["http://localhost:3000/", "localhost:3000", anywhere],
    ["http://localhost:3000, http://evil.example", "localhost:3000", anywhere],
    ["file://localhost:3000", "localhost:3000", anywhere],
    ["chrome-extension://localhost:3000", "localhost:3000", anywhere],
    ["http://localhost:3000", undefined, anywhere],
    ["http://spindle.example.org", "spindle.example.org", fixed],
    ["https://evil.example", "evil.example", fixed],
  ])("%s on %s is not", (origin, host, site) => {
    expect(allowedOrigin(origin, host, site)).toBe(false);
  });
});

describe("stamping", () => {
  const stamped = (headers: Record<string, string>, remoteAddress: string, site = anywhere) => {
    const request = { headers: { host: "box:3000", ...headers }, socket: { remoteAddress } } as unknown as IncomingMessage;
    stampRequest(request, site);
    return request.headers;
  };

  test("what a client claims about itself is replaced by what the socket says", () => {
    const claims = {
      "x-spindle-address": "1.1.1.1",
      "x-forwarded-for": "1.1.1.1",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "for=1.1.1.1",
      "x-real-ip": "1.1.1.1",
    };
    expect(stamped(claims, "::ffff:10.0.0.9")).toEqual({
      host: "box:3000",
      "x-spindle-address": "10.0.0.9",
      "x-forwarded-host": "box:3000",
      "x-forwarded-proto": "http",
    });
  });

  test("a proxy on this machine is believed where settings name one: the last address, which it added itself", () => {
    const forwarded = { "x-forwarded-for": "1.1.1.1, 10.0.0.9" };
    expect(stamped(forwarded, "127.0.0.1", fixed)).toMatchObject({
      "x-spindle-address": "10.0.0.9",
      "x-forwarded-host": "spindle.example.org",
      "x-forwarded-proto": "https",
    });
    expect(stamped(forwarded, "127.0.0.1", anywhere)).toMatchObject({ "x-spindle-address": "127.0.0.1" });
    expect(stamped(forwarded, "10.0.0.8", fixed)).toMatchObject({ "x-spindle-address": "10.0.0.8" });
    expect(stamped({ "x-forwarded-for": "not an address" }, "::1", fixed)).toMatchObject({ "x-spindle-address": "::1" });
  });
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Linux"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15", "Safari on macOS"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0", "Edge on Windows"],
  ["curl/8.0", "Unknown browser"],
])("%s", (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});

test.each([
  ["a=1; session=x%20y; b=2", "x y"],
  ["session=first; session=second", "first"],
  ["xsession=1", undefined],
  ["session=%E0%A4%A", undefined],
  ["session", undefined],
  [undefined, undefined],
])("the cookie in %s", (header, value) => {
  expect(cookieIn(header, "session")).toBe(value);
});
