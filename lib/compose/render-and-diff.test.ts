import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { ServiceSpec } from "@/lib/core/spec";
import { diffSpecs } from "./diff";
import { parseCompose } from "./parse-compose";
import { renderService, renderStack } from "./render";

function specOf(text: string) {
  const { spec, issues } = parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY });
  if (!spec) throw new Error(issues.map((issue) => issue.message).join("\n"));
  return spec;
}

function serviceOf(lines: string): ServiceSpec {
  const [service] = specOf(`services:\n  web:\n    image: app:v1\n${lines}`).services;
  if (!service) throw new Error("no service");
  return service;
}

test("the defaults that are added are written out", () => {
  expect(renderService(serviceOf(""))).toBe(`web:
  image: app:v1
  networks:
    - default
  security_opt:
    - no-new-privileges:true
  scale: 1
  restart: unless-stopped
  stop_grace_period: 10s
  mem_limit: 512m
  cpus: 1
  pids_limit: 512
  logging:
    driver: json-file
    options:
      max-size: 10m
      max-file: "3"
`);
});

test("what looks like something else is quoted, and a dollar sign stays one", () => {
  const service = serviceOf(
    "    environment: {A: '1.10', B: 'yes', C: 'null', D: '$$HOME', E: \"a: b\\n# c\", F: ' x '}\n    command: ['true', '0x10', '*a', '']\n    user: '0'\n",
  );
  expect(specOf(`services:\n${renderService(service).replaceAll(/^(?=.)/gm, "  ")}`).services[0]).toEqual(service);
});

test("order in the file is no difference", () => {
  const a = "services:\n  a: {image: 'a:1', ports: [81, 80], environment: {X: 1, Y: 2}, cap_drop: [KILL, CHOWN], tmpfs: [/b, /a]}\n  b: {image: 'b:1'}\n";
  const b = "services:\n  b: {image: 'b:1'}\n  a: {tmpfs: [/a, /b], cap_drop: [CHOWN, KILL], environment: [Y=2, X=1], image: 'a:1', ports: ['80', '81/tcp']}\n";
  expect(renderStack(specOf(a))).toBe(renderStack(specOf(b)));
});

describe("diff", () => {
  test("lines keep their numbers on both sides", () => {
    const diff = diffSpecs(serviceOf("    user: '1'\n"), serviceOf("    user: '2'\n    hostname: h\n"));
    expect(diff).toMatchObject({ service: "web", change: "changed" });
    const changed = diff.lines.filter((line) => line.sign !== " ").map((line) => `${line.sign}${line.text} ${line.oldLine} ${line.newLine}`);
    expect(changed).toEqual(['-  user: "1" 5 null', "+  hostname: h null 5", '+  user: "2" null 6']);
    expect(diff.lines[0]).toEqual({ sign: " ", text: "web:", oldLine: 1, newLine: 1 });
    expect(diff.lines.at(-1)).toMatchObject({ sign: " ", oldLine: 18, newLine: 19 });
  });

  test("new, removed and unchanged", () => {
    const web = serviceOf("");
    expect(diffSpecs(null, web)).toMatchObject({ service: "web", change: "new" });
    expect(diffSpecs(null, web).lines.every((line) => line.sign === "+" && line.oldLine === null)).toBe(true);
    expect(diffSpecs(web, null)).toMatchObject({ service: "web", change: "removed" });
    expect(diffSpecs(web, null).lines.map((line) => line.oldLine)).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
    expect(diffSpecs(web, web)).toMatchObject({ change: "unchanged" });
    expect(diffSpecs(null, null)).toEqual({ service: "", change: "unchanged", lines: [] });
  });

  test("another scale shows, but its containers are unchanged", () => {
    const diff = diffSpecs(serviceOf(""), serviceOf("    scale: 3\n"));
    expect(diff.change).toBe("unchanged");
    expect(diff.lines.filter((line) => line.sign !== " ").map((line) => line.sign + line.text)).toEqual(["-  scale: 1", "+  scale: 3"]);
  });
});
