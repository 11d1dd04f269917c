import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { ABOUT } from "./about-fields";
import { composeGuide } from "./guide";
import { parseCompose } from "./parse-compose";
import { REFUSED_IN_SERVICE } from "./refused";

const guide = composeGuide(DEFAULT_POLICY);
const read = Object.entries(guide).flatMap(([place, keys]) =>
  Object.entries(keys)
    .filter(([, { refused }]) => refused === null)
    .map(([key]) => `${place}: ${key}`),
);
const told = Object.entries(ABOUT).flatMap(([place, keys]) => Object.keys(keys).map((key) => `${place}: ${key}`));

describe("the guide of the editor", () => {
  test("has words for every key that is read", () => expect(read.filter((key) => !told.includes(key))).toEqual([]));

  test("says for every refused attribute of a service the very reason of the refusal", () => {
    for (const [key, reason] of Object.entries(REFUSED_IN_SERVICE)) {
      const entry = guide["services.*"]?.[key];
      expect(entry?.refused, key).toBe(reason);
      const { issues } = parseCompose(`services:\n  a:\n    image: a:1\n    ${key}: x\n`, { stackName: "a", variables: {}, policy: DEFAULT_POLICY });
      expect(issues.find((issue) => issue.path === `services.a.${key}`)?.message, key).toContain(reason);
    }
  });

  test("calls nothing unknown that it offers", () => {
    const shapes = { map: "{}", list: "[]", value: "x" };
    for (const [key, { refused, shape }] of Object.entries(guide["services.*"] ?? {})) {
      if (refused !== null) continue;
      const { issues } = parseCompose(`services:\n  a:\n    ${key}: ${shapes[shape]}\n`, { stackName: "a", variables: {}, policy: DEFAULT_POLICY });
      expect(issues.filter(({ short }) => short === "not known").map(({ path }) => path)).toEqual([]);
    }
  });

  test("knows the limits and words of this environment", () => {
    const service = guide["services.*"];
    expect(service?.mem_limit?.range).toBe("6m to 8g");
    expect(service?.scale?.range).toBe("0 to 10");
    expect(service?.ports?.range).toBe("host ports 60000 to 60050, or any free one");
    expect(service?.privileged?.note).toContain("controls the whole host");
    expect(service?.volumes?.note).toMatch(/^Directories of the host/);
    expect(service?.security_opt?.note).toContain("no-new-privileges");
    expect(service?.cap_add?.words).toEqual(DEFAULT_POLICY.capabilities);
    expect(service?.read_only?.words).toEqual(["true", "false"]);
    expect(guide["services.*.depends_on.*"]?.condition?.words).toContain("service_healthy");
    const small = composeGuide({ ...DEFAULT_POLICY, maxScale: 2 });
    expect(small["services.*"]?.scale?.range).toBe("0 to 2");
  });

  test("knows what holds keys, what holds items, and what stands on one line", () => {
    const shapes = (place: string, keys: string[]) => keys.map((key) => guide[place]?.[key]?.shape);
    expect(shapes("", ["services", "volumes", "networks"])).toEqual(["map", "map", "map"]);
    expect(shapes("services.*", ["image", "ports", "healthcheck", "environment", "deploy"])).toEqual(["value", "list", "map", "map", "map"]);
  });
});
