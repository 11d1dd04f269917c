import { describe, expect, test } from "vitest";
import { errorsOf, wrap } from "./service-under-test";

describe("one-click fixes", () => {
  const apply = (text: string): string => {
    const fix = errorsOf(text).find((issue) => issue.fix)?.fix;
    if (!fix) throw new Error("no fix offered");
    return text.slice(0, fix.from) + fix.insert + text.slice(fix.to);
  };

  test.each([
    ["privileged: true", ""],
    ["privileged: true # because", ""],
    ["device_cgroup_rules:\n  - a=1\n  - b=2", ""],
    ["environemnt: {A: b}", "environment: {A: b}"],
    ["Mem-Limit: 64m", "mem_limit: 64m"],
    ["stop_grace_period: 10", "stop_grace_period: 10s"],
    ["ports: ['8080:80']", 'ports: ["80"]'],
    ["labels:\n  a: b\n  traefik.enable: true", "labels:\n  a: b"],
  ])("%s", (before, after) => {
    const expected = after === "" ? wrap("#").replace("    #\n", "") : wrap(after);
    expect(apply(wrap(before))).toBe(expected);
    expect(errorsOf(expected)).toEqual([]);
  });

  test("an undeclared volume is declared at the end", () => {
    const text = "services:\n  web:\n    image: a:1\n    volumes: [data:/x]";
    expect(apply(text)).toBe(`${text}\nvolumes:\n  data:\n`);
    expect(errorsOf(apply(text))).toEqual([]);
  });

  test.each([["services: {web: {image: a:1, privileged: true}}\n"], ["services:\n  web:\n    image: a:1\n    pid: &p host\n    hostname: *p\n"]])(
    "none where removing would break something else: %s",
    (text) => {
      expect(errorsOf(text).some((issue) => issue.fix?.insert === "")).toBe(false);
    },
  );
});
