import { expect, it } from "vitest";
import { fail } from "@/lib/core/errors";
import { type House, openHouse } from "@/lib/testing/house";
import { stopService } from "./run-service";

const HOOKED = `services:
  web:
    image: web:v1
    post_start: [{ command: [migrate, up] }, { command: [warm] }]
    pre_stop: [{ command: [drain] }]
`;
const shared = (db: string) => `services:
  web: { image: "web:v1", network_mode: "service:db" }
  db: { image: "${db}", labels: { v: "${db}" } }
`;
const happened = (house: House, ...calls: string[]) => house.engine.calls.filter((call) => calls.some((name) => call.startsWith(name)));

it("runs the commands of a service after its start and before its stop, in order", async () => {
  const house = await openHouse();
  expect(await house.ended(await house.deploy("demo", HOOKED))).toBe("succeeded");
  const stopping = await stopService({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service: "web" } });
  expect(await house.ended(stopping)).toBe("succeeded");
  expect(happened(house, "start", "hook", "stop")).toEqual(["start web-1", "hook web-1 migrate up", "hook web-1 warm", "hook web-1 drain", "stop web-1"]);
});

it("a command that fails after the start stops the container and fails the deploy; one that fails before a stop does not hold it up", async () => {
  const house = await openHouse();
  const problem = fail("HOOK_FAILED", { container: "web-1", command: "migrate up", exitCode: 1, output: "" }).problem;
  house.engine.failNext("hook web-1 migrate", problem);
  expect(await house.ended(await house.deploy("demo", HOOKED))).toBe("failed HOOK_FAILED");
  expect(happened(house, "start", "hook", "stop")).toEqual(["start web-1", "hook web-1 migrate up", "stop web-1"]);

  const other = await openHouse();
  expect(await other.ended(await other.deploy("demo", HOOKED))).toBe("succeeded");
  other.engine.failNext("hook web-1 drain", problem);
  const stopping = await stopService({ ctx: other.tin, input: { environment: other.environment, stack: "demo", service: "web" } });
  expect(await other.ended(stopping)).toBe("succeeded");
});

it("a service in another's network is made beside the running one, and replaced together with it", async () => {
  const house = await openHouse();
  expect(await house.ended(await house.deploy("demo", shared("db:v1")))).toBe("succeeded");
  const calls = () => happened(house, "create web", "create db", "start");
  expect(calls()).toEqual(["create db-1", "start db-1", "create web-1", "start web-1"]);
  house.engine.calls.length = 0;
  expect(await house.ended(await house.upgrade("demo", shared("web:v2")))).toBe("succeeded");
  expect(calls()).toEqual(["create db-1", "start db-1", "create web-1", "start web-1"]);
  expect((await house.view("demo")).services.map(({ name, phase }) => [name, phase])).toEqual([
    ["db", "upgraded"],
    ["web", "upgraded"],
  ]);
});
