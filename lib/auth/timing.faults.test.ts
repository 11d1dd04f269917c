import { expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { secondFactorPlace } from "@/lib/core/sign-in";
import { codeNow, signInDeps } from "@/lib/testing/accounts";
import { testDatabase } from "@/lib/testing/database";
import { passwords } from "./password";
import { attemptSignIn } from "./sign-in";

const ROUNDS = 125;
const MOST_MS = 5;

/** Who waits at the door learns nothing from how long it takes: four ways to fail, in turn, each from an address of its own. */
test(`B15: ${4 * ROUNDS} failures of four kinds take the same time, within ${MOST_MS} ms`, async () => {
  const db = await testDatabase();
  const deps = signInDeps(db, passwords);
  const now = Date.now();
  const passwordHash = await passwords.hash("the right one");
  const make = (username: string) => db.accounts.createUser({ username, passwordHash, role: "user", at: now });
  await make("plain");
  await make("off").then((id) => db.accounts.setDisabled(id, true));
  const guarded = await make("guarded");
  const secret = deps.codes.newSecret();
  await db.accounts.transaction(async (tx) => {
    await tx.beginSecondFactor(guarded, deps.sealing.seal(secret, secondFactorPlace(guarded)));
    await tx.confirmSecondFactor(guarded, Math.floor(now / 30_000) + 10, now);
  });
  const KINDS = {
    "a wrong password": { username: "plain", password: "a wrong one", code: "" },
    nobody: { username: "nobody", password: "the right one", code: "" },
    "a disabled account": { username: "off", password: "the right one", code: "" },
    "the right password and a used code": { username: "guarded", password: "the right one", code: codeNow(secret, now) },
  };
  const times = Object.values(KINDS).map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [kind, given] of Object.values(KINDS).entries()) {
      const address = `10.${kind}.${round >> 8}.${round & 255}`;
      const start = performance.now();
      const problem = await attemptSignIn({ ...deps, ...given, address, device: "Test", now }).then(() => null, problemOf);
      times[kind]?.push(performance.now() - start);
      expect(problem).toEqual({ code: "SIGN_IN_FAILED", data: {} });
    }
  }
  const medians = times.map((list) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0);
  console.info(JSON.stringify({ measure: "time of a failure", kinds: Object.keys(KINDS), mediansMs: medians.map((ms) => Number(ms.toFixed(2))) }));
  expect(Math.max(...medians) - Math.min(...medians)).toBeLessThan(MOST_MS);
}, 300_000);
