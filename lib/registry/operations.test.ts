import { beforeEach, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type MadeStack, type MadeUser, makeEnvironment, makeStack, makeUser, newOperation } from "@/lib/testing/factories";
import type { EnvironmentRow } from "./types";

let db: TestDatabase;
let alice: MadeUser;
let environment: EnvironmentRow;
let stack: MadeStack;

beforeEach(async () => {
  db = await testDatabase();
  alice = await makeUser(db);
  environment = await makeEnvironment(db);
  stack = await makeStack(db, alice, environment);
});

const operate = (made: MadeStack, actor: MadeUser, at = Date.now()) => db.registry.transaction((tx) => tx.createOperation(newOperation(made, actor), at));

describe("operations", () => {
  test("steps are journaled in order and end with the operation", async () => {
    const id = await operate(stack, alice, 10);
    expect(await db.registry.activeOperation(stack.id)).toEqual({ id, kind: "deploy", stackId: stack.id, services: ["web"], startedAt: 10 });
    expect(await db.registry.nextSeq(id)).toBe(1);
    const pulling = { title: "Pull web:v1", cause: "first deploy", service: "web", startedAt: 11 };
    const starting = { title: "Start web-1", cause: "web is wanted", service: "web", startedAt: 12 };
    await db.registry.writeSteps(stack.id, [{ operationId: id, seq: 1, begun: pulling }]);
    expect((await db.registry.operation(alice.scope, id))?.steps).toMatchObject([{ seq: 1, status: "running", endedAt: null }]);
    const pull = { layers: [{ id: "a", status: "done" as const, current: 5, total: 5 }] };
    await db.registry.writeSteps(stack.id, [
      { operationId: id, seq: 1, ended: { status: "succeeded", endedAt: 12, problem: null, pull } },
      { operationId: id, seq: 2, begun: starting, ended: { status: "failed", endedAt: 13, problem: { code: "UNKNOWN", data: {} }, pull: null } },
    ]);
    await db.registry.transaction((tx) => tx.endOperation(id, "failed", { code: "IMAGE_NOT_FOUND", data: { image: "web:v1" } }, 13));
    expect(await db.registry.operation(alice.scope, id)).toMatchObject({
      actor: alice.username,
      environment: environment.name,
      status: "failed",
      problem: { code: "IMAGE_NOT_FOUND" },
      endedAt: 13,
      steps: [
        { seq: 1, ...pulling, status: "succeeded", endedAt: 12, problem: null, pull },
        { seq: 2, ...starting, status: "failed", endedAt: 13, problem: { code: "UNKNOWN" }, pull: null },
      ],
    });
    expect(await db.registry.activeOperation(stack.id)).toBeNull();
    expect(await db.registry.stack(alice.scope, alice.id, { id: stack.id })).toMatchObject({
      lastChange: { operationId: id, status: "failed", actor: alice.username, at: 10 },
    });
  });

  test("a step left open by a crash ends as failed, and the next one counts on", async () => {
    const id = await operate(stack, alice);
    await db.registry.writeSteps(stack.id, [{ operationId: id, seq: 1, begun: { title: "Start web-1", cause: "first deploy", service: "web", startedAt: 1 } }]);
    expect(await db.registry.nextSeq(id)).toBe(2);
    expect((await db.registry.operation(alice.scope, id))?.steps).toMatchObject([{ status: "failed", problem: null }]);
  });

  test("come newest first, page by page", async () => {
    for (const at of [1, 2, 3]) await operate(stack, alice, at);
    const page = (before?: number) => db.registry.operations(alice.scope, { environmentId: environment.id, limit: 2, ...(before !== undefined && { before }) });
    expect((await page()).map(({ startedAt }) => startedAt)).toEqual([3, 2]);
    expect((await page(2)).map(({ startedAt }) => startedAt)).toEqual([1]);
  });

  test("a repair is not the last change", async () => {
    const id = await operate(stack, alice);
    await db.registry.transaction((tx) => tx.createOperation({ ...newOperation(stack, alice), kind: "repair" }, Date.now()));
    expect(await db.registry.stack(alice.scope, alice.id, { id: stack.id })).toMatchObject({ lastChange: { operationId: id } });
  });
});
