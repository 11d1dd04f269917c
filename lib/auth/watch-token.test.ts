import { expect, test, vi } from "vitest";
import type { Actor } from "@/lib/core/access";
import type { AccountStore, RegistryChange } from "@/lib/registry/types";
import { watchToken } from "./watch-token";

type ApiTokenRow = NonNullable<Awaited<ReturnType<AccountStore["apiToken"]>>>;

const actor: Actor = { userId: "u", username: "tin", role: "user", sessionId: "", token: { id: "t", name: "ci", scopes: ["read"], only: null } };
const row = {
  id: "t",
  name: "ci",
  scopes: ["read"],
  only: null,
  userId: "u",
  username: "tin",
  role: "user",
  hash: "",
  createdAt: 0,
  expiresAt: 1_000,
  lastUsedAt: null,
  lastUsedAddress: null,
} as const;

function scene() {
  const listeners = new Set<(change: RegistryChange) => void>();
  const token: { now: typeof row | object | Error | null } = { now: row };
  const asked: string[] = [];
  const ended = vi.fn();
  const apiToken = async (id: string) => {
    asked.push(id);
    if (token.now instanceof Error) throw token.now;
    return token.now as ApiTokenRow | null;
  };
  const subscribe = (listener: (change: RegistryChange) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const deps = { accounts: { apiToken, touchApiToken: async () => undefined }, registry: { subscribe }, now: () => 0, log: () => undefined };
  const stop = watchToken(actor, row.expiresAt, deps, ended);
  const tell = (change: RegistryChange) => {
    for (const listener of listeners) listener(change);
  };
  return { tell, token, ended, stop, asked };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test.each([
  ["revoked", null],
  ["of another role", { ...row, role: "auditor" }],
  ["expired", { ...row, expiresAt: 0 }],
  ["not to be asked about", new Error("the database is away")],
])("what is open ends once when its token is %s", async (_how, next) => {
  const { tell, token, ended } = scene();
  await settled();
  expect(ended).not.toHaveBeenCalled();
  token.now = next;
  tell({ type: "sessions", userId: "u" });
  tell({ type: "users" });
  await settled();
  expect(ended).toHaveBeenCalledOnce();
});

test("what others do, and changes of stacks, cost no look", async () => {
  const { tell, asked, stop } = scene();
  tell({ type: "sessions", userId: "somebody else" });
  tell({ type: "stack", stackId: "s" });
  await settled();
  expect(asked).toEqual(["t"]);
  stop();
});

test("its end comes by the clock, unless it was let go before", async () => {
  vi.useFakeTimers();
  const [kept, left] = [scene(), scene()];
  left.stop();
  await vi.advanceTimersByTimeAsync(999);
  expect(kept.ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(kept.ended).toHaveBeenCalledOnce();
  expect(left.ended).not.toHaveBeenCalled();
  vi.useRealTimers();
});
