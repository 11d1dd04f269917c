import { describe, expect, test } from "vitest";
import { plainSpec } from "@/lib/testing/spec";
import { hide, hideDeep, looksSecret, MASKED, maskSpec, maskVariables, secretsOf } from "./masking";

describe("names that look secret", () => {
  test.each([
    "DB_PASSWORD",
    "PGPASSWORD",
    "dbPassword",
    "MYSQL_ROOT_PWD",
    "API_KEY",
    "APIKEY",
    "sshKey",
    "FERNET_KEY",
    "KEY",
    "OAUTH_CLIENT_SECRET",
    "GH_TOKEN",
    "AWS_CREDENTIALS",
    "DB_PASS",
    "SENTRY_DSN",
  ])("%s", (name) => expect(looksSecret(name)).toBe(true));
  test.each(["TAG", "KEYBOARD", "PUBLIC_KEY", "AUTHOR", "COMPASS", "PASSENGERS", "MONKEY", "DB_HOST", "PORT", "BYPASS_CACHE"])("not %s", (name) =>
    expect(looksSecret(name)).toBe(false),
  );
});

const veil = (secrets: string[], everyValue = false) => ({ secrets, everyValue });

test("a secret value is hidden wherever another text repeats it", () => {
  const spec = plainSpec({
    environment: { DB_PASSWORD: "hunter22", DATABASE_URL: "postgres://als:hunter22@db/als", TAG: "v1" },
    command: ["run", "--password=hunter22"],
    labels: { note: "hunter22" },
    healthcheck: { test: ["CMD-SHELL", "check hunter22"], intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null },
  });
  const secrets = secretsOf([{ ADMIN_TOKEN: "t0ken-t0ken", TAG: "v1" }], [spec]);
  expect(secrets).toEqual(["t0ken-t0ken", "hunter22"]);
  const masked = maskSpec(spec, veil(secrets));
  expect(JSON.stringify(masked)).not.toContain("hunter22");
  expect(masked.environment).toEqual({ DB_PASSWORD: MASKED, DATABASE_URL: `postgres://als:${MASKED}@db/als`, TAG: "v1" });
});

test("a short secret is hidden where it is the whole value, and never inside a word", () => {
  expect([hide("web", ["web"]), hide("webserver", ["web"])]).toEqual([MASKED, "webserver"]);
});

test("one secret may be a part of another", () => {
  expect(hide("abcdef abcd", secretsOf([{ A_KEY: "abcd", B_KEY: "abcdef" }]))).toBe(`${MASKED} ${MASKED}`);
});

test("a viewer sees names and no value; an empty one is no secret", () => {
  expect(maskVariables({ TAG: "v1", EMPTY: "", DB_PASSWORD: "" }, veil([], true))).toEqual({ TAG: MASKED, EMPTY: "", DB_PASSWORD: "" });
});

test("a hidden value that changed says so, and only then", () => {
  const before = plainSpec({ environment: { A_KEY: "old-value", B_KEY: "same", URL: "x:old-value" } });
  const after = plainSpec({ environment: { A_KEY: "new-value", B_KEY: "same", C_KEY: "added", URL: "x:new-value" } });
  expect(maskSpec(after, veil(secretsOf([], [before, after])), before).environment).toEqual({
    A_KEY: `${MASKED} (changed)`,
    B_KEY: MASKED,
    C_KEY: MASKED,
    URL: `x:${MASKED} (changed)`,
  });
});

test("hides in plain values of any depth and leaves keys and figures alone", () => {
  expect(hideDeep({ hunter22: ["x hunter22", 1, null, { a: "hunter22" }] }, ["hunter22"])).toEqual({ hunter22: [`x ${MASKED}`, 1, null, { a: MASKED }] });
});
