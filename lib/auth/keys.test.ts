import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testFile } from "@/lib/testing/database";
import { passwords } from "./password";
import { loadSecret } from "./secret";
import { issueSetupToken, NO_SETUP_TOKEN, SETUP_TOKEN_MS } from "./setup-token";

describe("the secret", () => {
  test("is made once, for its owner only, and read again", async () => {
    const dataDir = testFile();
    const [first, second] = await Promise.all([loadSecret(dataDir), loadSecret(dataDir)]);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect([second, await loadSecret(dataDir)]).toEqual([first, first]);
    expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(["secret"]);
    expect(readFileSync(join(dataDir, "secret"), "utf8")).toBe(`${first}\n`);
  });

  test("may be given, and then no file is made", async () => {
    const given = "k3J9vQ2mX7pLr5TzW8nBc4YhD6gFs1Ae";
    const dataDir = testFile();
    expect(await loadSecret(dataDir, given)).toBe(given);
    expect(() => readdirSync(dataDir)).toThrow("ENOENT");
  });

  test.each([
    "",
    "short",
    "a".repeat(64),
    "change-me-change-me-change-me-0123456789",
    "this-is-an-Example-key-0123456789abcdef",
    "my-super-secret-key-0123456789abcdef",
  ])("%j is refused", async (given) => {
    await expect(loadSecret(testFile(), given)).rejects.toThrow(/^NEXTAUTH_SECRET .*openssl rand/);
  });

  test("in a file somebody shortened is refused too", async () => {
    const dataDir = testFile();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, "secret"), "abc\n");
    await expect(loadSecret(dataDir)).rejects.toThrow(/shorter than 32 bytes/);
  });
});

describe("the setup token", () => {
  test("opens once, within its time", () => {
    const token = issueSetupToken(() => 0);
    expect(token.text).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{8}){3}$/);
    expect(token.redeem("wrong")).toBe(false);
    expect(token.redeem(` ${token.text.toUpperCase()}\n`)).toBe(true);
    expect(token.redeem(token.text)).toBe(false);
  });

  test("is worth nothing after its time, nor after a restart", () => {
    let now = 0;
    const token = issueSetupToken(() => now);
    now = SETUP_TOKEN_MS;
    expect(token.redeem(token.text)).toBe(false);
    expect(issueSetupToken(() => now).redeem(token.text)).toBe(false);
    expect(NO_SETUP_TOKEN.redeem(token.text)).toBe(false);
  });
});

test("a password is kept as argon2id, salted, and only it fits", async () => {
  const [one, two] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await Promise.all([passwords.verify(one, "correct horse"), passwords.verify(one, "Correct horse"), passwords.verify(one, "")])).toEqual([
    true,
    false,
    false,
  ]);
  expect(await Promise.all([passwords.verify(null, "no account has this password"), passwords.verify("no hash", "x")])).toEqual([false, false]);
});
