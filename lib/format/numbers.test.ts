import { describe, expect, it } from "vitest";
import { age, clock, stamp } from "./age";
import { bytes, bytesOf } from "./bytes";
import { countdown, duration } from "./duration";
import { containerLabel, imageTag, initials, nameList, shortImage } from "./names";
import { stateGroup, stateLook } from "./state";

const soft = (text: string) => text.replaceAll("\u00a0", " ");
const MiB = 1024 * 1024;

it.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [196 * MiB, "196 MiB"],
  [1.1 * 1024 * MiB, "1.1 GiB"],
  [12.4 * 1024 * MiB, "12.4 GiB"],
  [1024 * MiB, "1 GiB"],
])("bytes %d", (value, words) => expect(soft(bytes(value))).toBe(words));

it("says part and whole in one unit", () => expect(soft(bytesOf(96 * MiB, 133 * MiB))).toBe("96 of 133 MiB"));

it.each([
  [400, "0.4 s"],
  [9_970, "10 s"],
  [21_000, "21 s"],
  [76_000, "76 s"],
  [125_000, "2 min 5 s"],
  [18 * 60_000, "18 min"],
  [(2 * 60 + 14) * 60_000, "2 h 14 min"],
  [26 * 3_600_000, "1 day"],
  [-5, "0 s"],
])("duration %d", (ms, words) => expect(soft(duration(ms))).toBe(words));

it("counts down to one second, never to none", () => {
  expect(soft(countdown(10_000, 9_999))).toBe("1 s");
  expect(soft(countdown(10_000, 12_000))).toBe("1 s");
});

describe("age", () => {
  const now = Date.UTC(2026, 10, 22, 12);
  it.each([
    [2_000, "now"],
    [40_000, "40 s ago"],
    [18 * 60_000, "18 min ago"],
    [2.2 * 3_600_000, "2 h ago"],
    [26 * 3_600_000, "yesterday"],
    [3 * 86_400_000, "3 days ago"],
    [10 * 86_400_000, "12 Nov"],
  ])("%d ms", (passed, words) => expect(soft(age(now - passed, now, "UTC"))).toBe(words));
  it("keeps to the zone asked for", () => {
    expect(clock(now, "UTC")).toBe("12:00:00");
    expect(stamp(now, "Asia/Tokyo")).toBe("22 Nov 2026, 21:00:00");
  });
});

it("names things as people say them", () => {
  expect(containerLabel("web", 1)).toBe("web-1");
  expect(shortImage("registry.example:5000/tin63/app:v1.4.2@sha256:aa")).toBe("app:v1.4.2");
  expect(imageTag("registry.example:5000/tin63/app")).toBe("app");
  expect(imageTag("app:v2")).toBe("v2");
  expect(initials("tin63")).toBe("T6");
  expect(initials("anna.berg")).toBe("AB");
  expect(nameList(["a", "b", "c"])).toBe("`a`, `b` and `c`");
});

it("gives one meaning to one colour", () => {
  expect(stateLook("upgraded").tone).toBe("person");
  expect(stateGroup({ state: "active" }, false)).toBe("active");
  expect(stateGroup({ state: "active" }, true)).toBe("needs-you");
  expect(stateGroup({ state: "error" }, false)).toBe("needs-you");
  expect(stateGroup({ state: "rolling-back" }, false)).toBe("in-progress");
});
