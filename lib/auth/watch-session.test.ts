import { expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { openHouse } from "@/lib/testing/house";
import { watchSession } from "./watch-session";

async function room() {
  const house = await openHouse();
  const { tin } = house;
  const sessionId = await tin.accounts.createSession({
    userId: tin.actor.userId,
    expiresAt: tin.now() + 1e9,
    device: "test",
    address: "127.0.0.1",
    at: tin.now(),
  });
  return { tin, actor: { ...tin.actor, sessionId } };
}

test("ends with the session, and says why", async () => {
  const { tin, actor } = await room();
  const { signal, stop } = watchSession(actor, tin);
  const ended = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await tin.accounts.revokeSession(actor.sessionId);
  await ended;
  expect(problemOf(signal.reason)).toEqual({ code: "UNAUTHENTICATED", data: {} });
  stop();
});

test("a session that had ended already is noticed, another one's end is not", async () => {
  const { tin, actor } = await room();
  const gone = watchSession({ ...actor, sessionId: "never" }, tin);
  await new Promise((resolve) => gone.signal.addEventListener("abort", resolve, { once: true }));
  const stays = watchSession(actor, tin);
  gone.stop();
  await tin.accounts.revokeSession("never");
  stays.stop();
  expect(stays.signal.aborted).toBe(false);
});
