// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that
import { describe, expect, test } from "vitest";
import { CASES, type Change, file, options, service, web } from "@/lib/testing/rules/lint-cases";
import { type ParseOptions, parseCompose } from "./parse-compose";

const said = (text: string, more: Change = {}) => parseCompose(text, options(more)).issues;

describe.each(CASES.map((one, at) => [`${one.rule} (${at})`, one] as const))("%s", (_name, { rule, fires, quiet, line, fixed, options: more }) => {
  const issue = said(fires, more).find((one) => one.rule === rule);

  test("is said at its line, with a reason", () => {
    expect(issue).toMatchObject({ rule, line });
    expect(issue?.message.length).toBeGreaterThan(40);
  });

  test("its fix is the change a person would make, and leaves none of it", () => {
    if (fixed === null) return expect(issue?.fix ?? null).toBeNull();
    const { from, to, insert, variable, secret } = issue?.fix ?? { from: 0, to: 0, insert: "no fix" };
    const text = fires.slice(0, from) + insert + fires.slice(to);
    expect(text).toBe(fixed);
    const own = { volumesOutsideStack: [], secrets: [...(more?.own?.secrets ?? []), ...(secret ? [secret.name] : [])] };
    const after = said(text, { ...more, own, variables: variable ? { [variable.name]: variable.value } : {} });
    expect(after.filter((one) => one.rule === rule && one.path === issue?.path)).toEqual([]);
    expect(after.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test.each(quiet.map((text) => [text]))("is not said of %j", (text) => {
    expect(said(text, more).filter((one) => one.rule === rule)).toEqual([]);
  });
});

describe("a fix", () => {
  const secret = (text: string, variables: Record<string, string> = {}) => said(text, { variables }).find(({ rule }) => rule === "lint.plain-secret")?.fix;

  test("keeps the value itself, without the dollar that was doubled for the file", () => {
    expect(secret(web("app:1", "environment: {API_KEY: pa$$word}\n"))?.variable).toEqual({ name: "API_KEY", value: "pa$word" });
  });

  test("makes a secret where the image reads one from a file, under a name that is free, and never of what others share", () => {
    const db = (lines: string, own: string[] = []) =>
      said(`${file(service("db", "docker.io/library/mariadb:11", lines))}`, { own: { volumesOutsideStack: [], secrets: own } }).find(
        ({ rule }) => rule === "lint.plain-secret",
      )?.fix;
    const plain = "environment: {MARIADB_ROOT_PASSWORD: pa$$word}\n";
    expect(db(plain)?.secret).toEqual({ name: "mariadb-root-password", value: "pa$word" });
    expect(db(plain, ["mariadb-root-password"])?.secret?.name).toBe("db-mariadb-root-password");
    expect(db(plain, ["mariadb-root-password", "db-mariadb-root-password"])).toMatchObject({ variable: { name: "MARIADB_ROOT_PASSWORD" } });
    expect(db("environment: {MARIADB_ROOT_PASSWORD: a1b2c3, MARIADB_ROOT_PASSWORD_FILE: /x}\n")?.secret).toBeUndefined();
    const shared = `x-env: &env {MARIADB_ROOT_PASSWORD: hunter2}\n${file(service("db", "mariadb:11", "environment: *env\n"), service("other", "mariadb:11", "environment: *env\n"))}`;
    expect(said(shared).find(({ rule }) => rule === "lint.plain-secret")?.fix).toMatchObject({ variable: { name: "MARIADB_ROOT_PASSWORD" } });
  });

  test("never takes a variable that holds something else", () => {
    const text = web("app:1", "environment: {API_KEY: one}\n");
    expect(secret(text, { API_KEY: "one" })?.variable?.name).toBe("API_KEY");
    expect(secret(text, { API_KEY: "two" })?.variable?.name).toBe("WEB_API_KEY");
    expect(secret(text, { API_KEY: "two", WEB_API_KEY: "three" })).toBeNull();
  });

  test.each([
    ["a merged service", "x-a: &a\n  image: keeper:1\nservices:\n  web:\n    <<: *a\n    hostname: a\n"],
    ["flow style", "services: {web: {image: keeper:1}}\n"],
    ["volumes that are empty", web("keeper:1").concat("volumes:\n")],
  ])("is not offered where the text cannot be changed safely: %s", (_name, text) => {
    const issue = said(text).find(({ rule }) => rule === "lint.image-volume");
    expect(issue).toMatchObject({ fix: null });
  });

  test("works without a last line end, and with others' volumes between", () => {
    const text = "services:\n  a:\n    image: keeper:1\n    volumes:\n      - x:/x\n  b:\n    image: app:1\nvolumes:\n  x:";
    const fix = said(text).find(({ rule }) => rule === "lint.image-volume")?.fix;
    if (!fix) throw new Error("no fix offered");
    expect(text.slice(0, fix.from) + fix.insert + text.slice(fix.to)).toBe(
      "services:\n  a:\n    image: keeper:1\n    volumes:\n      - a-data:/data\n      - x:/x\n  b:\n    image: app:1\nvolumes:\n  a-data:\n  x:",
    );
  });
});

test("without anything known of images, nothing is said about them", () => {
  const rules = (images: ParseOptions["images"]) =>
    said(file(service("web", "keeper:1", "ports: [1]\n"), service("db", "team/postgres:16")), { images }).map(({ rule }) => rule);
  expect(rules(undefined)).not.toEqual(expect.arrayContaining([expect.stringMatching(/image-volume|port-not-exposed|unchecked/)]));
});
