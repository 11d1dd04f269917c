import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { plainSpec } from "@/lib/testing/spec";
import { parseCompose } from "./parse-compose";
import { renderService, renderStack } from "./render";

const read = (text: string, stored: string[] = [], versions: Record<string, number> = {}) =>
  parseCompose(text, {
    stackName: "portal",
    variables: { WHERE: "staging" },
    policy: DEFAULT_POLICY,
    own: { volumesOutsideStack: [], secrets: stored, secretVersions: versions },
  });
const errors = (text: string, stored?: string[]) => read(text, stored).issues.filter(({ severity }) => severity === "error");
const using = (uses: string, declared: string) => `services:\n  db:\n    image: db:1\n    secrets: ${uses}\nsecrets:\n${declared}`;

function mended(text: string, stored?: string[]): string {
  const fix = errors(text, stored).find((issue) => issue.fix)?.fix;
  if (!fix) throw new Error("no fix offered");
  return text.slice(0, fix.from) + fix.insert + text.slice(fix.to);
}

describe("a secret without a text", () => {
  test("is said where it is declared, and the issue knows which field is missing", () => {
    const [issue, ...more] = errors(using("[password]", "  password: { external: true }\n"));
    expect(more).toEqual([]);
    expect(issue).toMatchObject({ rule: "secret.unset", path: "secrets.password", line: 6, column: 3, asks: { what: "secret", name: "password" } });
  });

  test("a variable without a value does so too", () => {
    const [issue] = errors("services:\n  db:\n    image: db:${TAG}\n    environment: [TOKEN]\n");
    expect(issue).toMatchObject({ rule: "variable.unset", asks: { what: "variable", name: "TAG" } });
  });
});

describe("a text that the file wants from elsewhere", () => {
  test.each([
    ["  password:\n    file: ./password.txt\n", "  password:\n    external: true\n"],
    ["  password:\n    file: ./password.txt # of ada\n", "  password:\n    external: true # of ada\n"],
    ['  password: { file: "./password.txt" }\n', "  password: { external: true }\n"],
    ["  password:\n    environment: DB_PASSWORD\n", "  password:\n    external: true\n"],
    ["  password:\n", "  password: { external: true }\n"],
    ["  password: # later\n", "  password: { external: true } # later\n"],
    ["  password: {}\n", "  password: { external: true }\n"],
  ])("is kept under Secrets with one click: %j", (before, after) => {
    const text = mended(using("[password]", before), ["password"]);
    expect(text).toBe(using("[password]", after));
    expect(errors(text, ["password"])).toEqual([]);
  });

  test("what is beside it is not written twice", () => {
    expect(mended(using("[password]", "  password:\n    external: true\n    file: ./x\n"))).toBe(using("[password]", "  password:\n    external: true\n"));
  });
});

describe("a secret that is used and not declared", () => {
  test("is declared with one click, in a section of its own or beside the others", () => {
    const bare = "services:\n  db:\n    image: db:1\n    secrets: [password]\n";
    expect(errors(bare, ["password"])).toMatchObject([{ rule: "compose.secrets", line: 4, column: 15, short: "not declared" }]);
    expect(mended(bare)).toBe(`${bare}secrets:\n  password: { external: true }\n`);
    const other = using("[password, key]", "  key: { external: true }\n");
    expect(mended(other, ["key"])).toBe(using("[password, key]", "  password: { external: true }\n  key: { external: true }\n"));
    expect(errors(mended(other, ["key"]), ["key", "password"])).toEqual([]);
  });
});

describe("a name of its own where it is stored", () => {
  test.each([
    ["  password:\n    external: true\n    name: db.portal.password\n"],
    ["  password:\n    external:\n      name: db.portal.password\n"],
    ["  password: { external: true, name: 'db.portal.password' }\n"],
  ])("%j", (declared) => {
    const { spec, secrets } = read(using("[password]", declared), ["db.portal.password"], { "db.portal.password": 4 });
    expect(secrets).toEqual(["db.portal.password"]);
    expect(spec?.services[0]?.secrets).toMatchObject([{ source: "db.portal.password", target: "/run/secrets/password", version: 4 }]);
  });

  test("is filled in like any text, and is what the stack must have", () => {
    const text = using("[password]", "  password: { external: true, name: '${WHERE}-password' }\n");
    expect(errors(text, ["staging-password"])).toEqual([]);
    expect(errors(text, ["password"])).toMatchObject([{ rule: "secret.unset", line: 6, asks: { name: "staging-password" } }]);
  });

  test.each(["../theirs", "a/b", "", "x y"])("that is none is refused: %j", (name) => {
    expect(errors(using("[password]", `  password: { external: true, name: ${JSON.stringify(name)} }\n`), ["password"]).length).toBeGreaterThan(0);
  });
});

describe("the rendered text", () => {
  const secrets = [{ source: "password", target: "/run/secrets/pw", uid: 0, gid: 0, mode: 0o440, version: 2 }];

  test("says which text a service has, so that a diff shows a new one", () => {
    expect(renderService(plainSpec({ secrets }))).toContain("  - source: password # text 2\n");
  });

  test("reads back as the same stack", () => {
    const text = using("[{ source: password, target: pw, mode: '0440' }]", "  password: { external: true }\n");
    const rendered = renderStack(read(text, ["password"], { password: 2 }).spec ?? { services: [], networks: [], volumes: [] });
    expect(renderStack(read(rendered, ["password"], { password: 2 }).spec ?? { services: [], networks: [], volumes: [] })).toBe(rendered);
  });
});
