// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { keys } from "@/lib/client/queries";
import { packList, unpackList } from "@/lib/core/stack-list";
import type { ContainerView } from "@/lib/core/views";
import { aService, aStack } from "./fixtures";
import { RemoveListed } from "./remove-listed";

vi.mock("@/lib/actions/stacks", () => new Proxy({}, { get: (_target, name) => (name === "then" ? undefined : vi.fn()), has: () => true }));
afterEach(cleanup);

const container = (label: string) => ({ id: label, label, state: "running", anonymousVolumes: [{ name: "f00", target: "/data" }] }) as unknown as ContainerView;
const whole = aStack("als", {
  services: [aService({ containers: [container("web-1"), container("web-2")] }), aService({ name: "db", containers: [container("db-1")] })],
  volumes: [{ name: "data", engineName: "spindle-x-data", present: true }],
});

/** As a list brings it: without containers and volumes. */
const listed = unpackList(packList({ stacks: [whole], needsYou: [] })).stacks[0];

test.each([
  [null, "2 services, 3 containers and their logs", "3 unnamed volumes of these containers"],
  ["db", "Service db, 1 container and their logs", "1 unnamed volume of these containers"],
])("removing %s from a row of the list says what really goes", async (name, first, second) => {
  if (!listed) throw new Error("the list is empty");
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.stack("sandbox", "als"), whole);
  const service = listed.services.find((one) => one.name === name) ?? null;
  render(
    <QueryClientProvider client={client}>
      <RemoveListed stack={listed} service={service} onClose={() => {}} />
    </QueryClientProvider>,
  );
  const items = (await screen.findAllByRole("listitem")).map((item) => item.textContent?.replaceAll(/\s/g, " "));
  expect(items).toContain(`${first}deleted`);
  expect(items).toContain(`${second}deleted`);
  expect(items).toContain("Volume data and its datakept");
});

test("a stack that went meanwhile says so instead", async () => {
  if (!listed) throw new Error("the list is empty");
  const answer = new Response(JSON.stringify({ problem: { code: "NOT_FOUND", data: { what: "stack" } } }), { status: 404 });
  vi.spyOn(globalThis, "fetch").mockResolvedValue(answer);
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <RemoveListed stack={listed} service={null} onClose={() => {}} />
    </QueryClientProvider>,
  );
  expect(await screen.findByRole("dialog")).toBeTruthy();
  expect(screen.getByRole("alert").textContent).toMatch(/stack/i);
});
