import composerize from "composerize";
import { describe, expect, test } from "vitest";
import { parseCompose } from "@/lib/compose/parse-compose";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { fromRun } from "./docker-run";
import { looksLikeEnv, readEnv } from "./read-env";

function converted(line: string) {
  const result = fromRun(line, composerize);
  if (!result.ok) throw new Error(result.reason);
  return result.source;
}
const refused = (line: string) => {
  const result = fromRun(line, composerize);
  return result.ok ? "read" : result.reason;
};
const check = (text: string, variables: Record<string, string> = {}) =>
  parseCompose(text, { stackName: "web", variables, policy: DEFAULT_POLICY }).issues.filter(({ severity }) => severity === "error");

describe("a docker run line", () => {
  test("becomes a compose file that is accepted as it is", () => {
    const source = converted(
      "docker run -d --name web -p 8080 -e A=b --restart unless-stopped -v data:/data --memory 512m --cpus 0.5 --user 1000:1000 nginx:1.27 nginx -g 'daemon off;'",
    );
    expect(source.name).toBe("web");
    expect(source.text).toContain("services:\n  web:\n");
    expect(source.text).not.toMatch(/external|container_name|your project/);
    expect(source.notes).toEqual([
      "`web` became the name of the service; its containers are numbered.",
      "`data` will be a new volume of this stack; what is in the old one is not copied.",
    ]);
    expect(check(source.text)).toEqual([]);
  });

  test("goes through the normal review: what is not allowed is marked, not dropped", () => {
    const { text } = converted("docker run --privileged --network host -v /etc:/etc -p 80:80 nginx:1.27");
    expect(check(text).map(({ path }) => path)).toEqual(
      expect.arrayContaining(["services.nginx.privileged", "services.nginx.network_mode", "services.nginx.volumes[0]"]),
    );
  });

  test("may be written over several lines, with sudo and a prompt", () => {
    expect(converted("$ sudo docker run -d \\\n  -e A=b \\\n  nginx:1.27").text).toContain("A=b");
  });

  test("leaves its secrets to Variables", () => {
    const source = converted("docker run -e DB_PASSWORD=hunter2 -e 'API_TOKEN=a b' -e PLAIN=x db:1");
    expect(source.variables).toEqual({ DB_PASSWORD: "hunter2", API_TOKEN: "a b" });
    expect(source.text).not.toMatch(/hunter2|a b/);
    expect(check(source.text, source.variables)).toEqual([]);
  });

  test("keeps its ports beside the network of the host, which is refused", () => {
    const { text } = converted("docker run --network host -p 3000:3000 grafana/grafana:11.2.0");
    expect(text).toMatch(/^ {2}grafana:\n {4}network_mode: host\n/m);
    expect(text).toContain("3000:3000");
  });

  test("says what it left out", () => {
    const { notes } = converted("docker run --rm --frobnicate=1 nginx:1.27");
    expect(notes).toEqual([expect.stringMatching(/^Left out.*`--frobnicate.*`/), expect.stringMatching(/^`--rm` was left out/)]);
  });

  test("that is none is refused with an example", () => {
    expect(refused("docker ps")).toMatch(/not a `docker run` line/);
    expect(refused("docker run -d")).toMatch(/No image/);
    expect(refused("docker run -d -p 80:80")).toMatch(/No image/);
    expect(refused(`docker run ${"x".repeat(20_000)}`)).toMatch(/longer than/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    fromRun("docker run --__proto__.polluted=1 --constructor.prototype.polluted=1 nginx:1", composerize);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("the text of a .env", () => {
  test("is names and values, without quotes and comments", () => {
    expect(readEnv("# c\nexport A=1\r\nB='x # y'\nC=\"a\\nb\"\nD = e # note\nE=\n\nnothing\n")).toEqual({
      variables: { A: "1", B: "x # y", C: "a\nb", D: "e", E: "" },
      skipped: 1,
    });
  });
  test("is told from a value that is pasted", () => {
    expect(looksLikeEnv("A=1\nB=2\n")).toBe(true);
    expect(looksLikeEnv("A=1")).toBe(false);
    expect(looksLikeEnv("-----BEGIN KEY-----\nabc=\n-----END KEY-----")).toBe(false);
  });
});
