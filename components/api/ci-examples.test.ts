import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { API_ROUTES } from "@/lib/api/table";
import { ciExample, EXAMPLES } from "./ci-examples";

const place = { origin: "https://spindle.example.org", environment: "sandbox", stack: "portal" };
const scripts = {
  shell: (text: string) => text,
  github: (text: string) => (parse(text) as { jobs: { deploy: { steps: { run?: string }[] } } }).jobs.deploy.steps.at(-1)?.run ?? "",
  gitlab: (text: string) => (parse(text) as { deploy: { script: string[] } }).deploy.script[0] ?? "",
};

describe.each(EXAMPLES)("the example for %s", (id) => {
  const text = ciExample(id, place);
  const script = scripts[id](text);

  test("is a script that a shell can read", () => {
    execFileSync("sh", ["-n"], { input: script });
    expect(script).toContain("--fail-with-body");
  });

  test("calls only what is there, with the token in its header", () => {
    const called = [...script.matchAll(/\/api\/v1(\S*?)(?:\?wait=300)?"/g)].map(([, path = ""]) =>
      path.replace("sandbox", "[environment]").replace("portal", "[stack]"),
    );
    expect(called.length).toBeGreaterThan(0);
    for (const path of called) expect(API_ROUTES.map((route) => route.path)).toContain(path);
    expect(text).not.toMatch(/TOKEN.*\?|[?&](?:access_)?token=/);
    expect(script).toContain("Authorization: Bearer $SPINDLE_TOKEN");
  });
});
