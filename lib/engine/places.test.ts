import { expect, onTestFinished, test } from "vitest";
import { createFakeEngine, type FakeEngine } from "./fake";
import { createPlaces } from "./places";
import type { MirrorChange, Way } from "./port";

const now = () => Date.now();
const way = (endpoint: string, more: Partial<Way> = {}): Way => ({ endpoint, pinned: null, tls: null, broken: null, ...more });

function neighbourhood(first: Record<string, Way>) {
  const engines = new Map<string, FakeEngine>();
  let wanted = first;
  const places = createPlaces({
    ways: async () => Object.entries(wanted).map(([environmentId, one]) => ({ environmentId, way: one })),
    open: ({ endpoint }) => {
      if (endpoint === "nonsense") throw new Error("an engine endpoint is unix:// or tcp://");
      const engine = engines.get(endpoint) ?? createFakeEngine({ now, id: endpoint.replace(/^tcp/, "unix") });
      engines.set(endpoint, engine);
      return engine;
    },
    own: "unix:///a",
    probe: async () => ({ ok: false, fault: "no-answer", detail: "" }),
    pin: async (host) => host,
    now,
  });
  onTestFinished(() => places.stop());
  const stateOf = (environmentId: string) => places.of(environmentId).mirror.status().state;
  const becomes = (environmentId: string, state: string) => expect.poll(() => stateOf(environmentId), { interval: 5, timeout: 6_000 }).toBe(state);
  return {
    places,
    engines,
    stateOf,
    becomes,
    want: (next: Record<string, Way>) => {
      wanted = next;
      return places.follow();
    },
  };
}

test("environments with one way have one engine and one mirror; others have their own", async () => {
  const { places, engines, becomes } = neighbourhood({ sandbox: way("unix:///a"), dev: way("unix:///a"), prod: way("unix:///b") });
  await places.follow();
  expect(places.of("sandbox")).toBe(places.of("dev"));
  expect(places.of("prod")).not.toBe(places.of("dev"));
  await becomes("sandbox", "up");
  await becomes("prod", "up");
  expect(engines.get("unix:///a")?.calls.filter((call) => call === "snapshot")).toHaveLength(1);
  expect([places.sharing("dev").sort(), places.sharing("prod")]).toEqual([["dev", "sandbox"], ["prod"]]);
});

test("one engine under two spellings is known by its own name: its host ports are shared", async () => {
  const { places, becomes } = neighbourhood({ dev: way("unix:///a"), prod: way("tcp:///a") });
  await places.follow();
  expect(places.sharing("prod")).toEqual(["prod"]);
  await becomes("dev", "up");
  await becomes("prod", "up");
  expect(places.sharing("prod").sort()).toEqual(["dev", "prod"]);
});

test("an engine that goes down takes nobody along, and is told for its own environments", async () => {
  const { places, engines, becomes, stateOf } = neighbourhood({ dev: way("unix:///a"), prod: way("unix:///b") });
  await places.follow();
  await becomes("dev", "up");
  await becomes("prod", "up");
  const told: [MirrorChange["type"], string[]][] = [];
  places.subscribe(({ type }, environmentIds) => told.push([type, environmentIds]));
  engines.get("unix:///b")?.goDown();
  await becomes("prod", "down");
  expect(stateOf("dev")).toBe("up");
  expect(told.filter(([type]) => type === "status").map(([, environments]) => environments)).toEqual([["prod"]]);
});

test("what is added comes up, what is taken away is left, what stays is not touched; without a restart", async () => {
  const { places, engines, want, becomes } = neighbourhood({ dev: way("unix:///a") });
  await places.follow();
  await becomes("dev", "up");
  const dev = places.of("dev");
  await want({ dev: way("unix:///a"), prod: way("unix:///b") });
  await becomes("prod", "up");
  expect(places.of("dev")).toBe(dev);
  const { mirror } = places.of("prod");
  await want({ dev: way("unix:///a") });
  expect(places.of("prod").mirror).not.toBe(mirror);
  expect(places.of("prod").mirror.status().state).toBe("connecting");
  expect(engines.get("unix:///a")?.calls.filter((call) => call === "info")).toHaveLength(1);
});

test("a way that cannot be used is an engine that is away, with the reason", async () => {
  const { places, becomes } = neighbourhood({ dev: way("unix:///a"), odd: way("nonsense"), sealed: way("unix:///c", { broken: "the key is gone" }) });
  await places.follow();
  await becomes("dev", "up");
  await becomes("odd", "down");
  await becomes("sealed", "down");
  expect(places.of("odd").mirror.status().detail).toContain("unix:// or tcp://");
  expect(places.of("sealed").mirror.status().detail).toBe("the key is gone");
  await expect(places.of("sealed").engine.start("c")).rejects.toMatchObject({ problem: { code: "ENGINE_UNREACHABLE" } });
});
