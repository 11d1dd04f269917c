import { expect, test } from "vitest";
import type { ServiceSpec } from "@/lib/core/spec";
import { testDatabase } from "@/lib/testing/database";
import { makeEnvironment, makeStack, makeUser, serviceSpec, stackSpec } from "@/lib/testing/factories";

test("a revision knows what its images were, also those it took over from an older one", async () => {
  const db = await testDatabase();
  const alice = await makeUser(db);
  const stack = await makeStack(db, alice, await makeEnvironment(db));
  const web = serviceSpec();
  const serviceId = stack.serviceIds.get("web") ?? "";
  const about = { stackId: stack.id, composeText: "services:\n", variables: {}, hash: "abc", authorId: alice.id, message: null, at: 42 };
  const add = (services: ServiceSpec[]) => db.registry.transaction((tx) => tx.addRevision({ ...about, spec: stackSpec(services) }));
  const second = await add([web, serviceSpec({ name: "db", image: "db:1" })]);
  const third = await add([serviceSpec({ image: "spindle-test/web:v2" })]);
  await db.registry.transaction((tx) => tx.recordImage(serviceId, 1, { imageId: "sha256:one", digest: "web@sha256:two" }));
  const later = await add([web]);
  const known = (await db.registry.history(alice.scope, stack.id)).map(({ number, services }) => [
    number,
    services.find(({ name }) => name === "web")?.imageId,
  ]);
  expect(known).toEqual([
    [later, "sha256:one"],
    [third, null],
    [second, "sha256:one"],
    [1, "sha256:one"],
  ]);
});
