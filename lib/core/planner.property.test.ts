import fc from "fast-check";
import { expect, it } from "vitest";
import { beginRetiring, beginRollBack, beginUpgrade, makeService, makeStack, World } from "@/lib/testing/stack-world";
import type { DesiredService } from "./desired";
import type { DroppedChoice } from "./dropped";
import { groupOf, groupVerdict } from "./groups";
import { type Action, transition } from "./lifecycle";
import { isUp } from "./observed";

/** What may happen between two looks of the reconciler: a person acts, the world acts, or some of the planned steps are done. */
type Event =
  | { kind: "person"; service: number; action: Exclude<Action, "remove">; scale: number; order: "stop-first" | "start-first"; onFailure: "pause" | "roll-back" }
  /** A new file without one of the services, and with another form of the others: the one is kept running, or removed. */
  | { kind: "file"; dropped: number; choice: DroppedChoice; order: "stop-first" | "start-first"; onFailure: "pause" | "roll-back" }
  | { kind: "kill" | "remove" | "crash"; pick: number }
  | { kind: "work"; steps: number }
  | { kind: "time"; ms: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant("person" as const),
    service: fc.nat(1),
    action: fc.constantFrom("upgrade", "pause", "resume", "confirm", "roll-back", "scale", "start", "stop", "restart"),
    scale: fc.nat(4),
    order: fc.constantFrom("stop-first", "start-first"),
    onFailure: fc.constantFrom("pause", "roll-back"),
  }),
  fc.record({
    kind: fc.constant("file" as const),
    dropped: fc.nat(1),
    choice: fc.constantFrom("keep", "remove"),
    order: fc.constantFrom("stop-first", "start-first"),
    onFailure: fc.constantFrom("pause", "roll-back"),
  }),
  fc.record({ kind: fc.constantFrom("kill" as const, "remove" as const, "crash" as const), pick: fc.nat(20) }),
  fc.record({ kind: fc.constant("work" as const), steps: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant("time" as const), ms: fc.constantFrom(1, 500, 5_000, 400_000) }),
);

let image = 1;

function act(
  service: DesiredService,
  action: Action,
  input: { scale: number; order: "stop-first" | "start-first"; onFailure: "pause" | "roll-back" },
  world: World,
): void {
  const verdict = transition(service, action);
  if (!verdict.allowed) return;
  switch (action) {
    case "upgrade":
      service.strategy = { ...service.strategy, order: input.order, onFailure: input.onFailure };
      beginUpgrade(service, { image: `x:v${image++}` }, world.now);
      break;
    case "roll-back":
      beginRollBack(service, world.now);
      break;
    case "confirm":
      Object.assign(service, { kept: null });
      break;
    case "scale":
      if (service.target) service.scale = input.scale;
      break;
    case "start":
      Object.assign(service, { running: true, restartRequestedAt: world.now });
      break;
    case "stop":
      service.running = false;
      break;
    case "restart":
      service.restartRequestedAt = world.now;
      break;
    case "resume":
      service.running = true;
  }
  if (action !== "roll-back" && action !== "upgrade") service.phase = verdict.next;
}

function happen(world: World, happening: Event): void {
  const services = world.stack.services;
  if (happening.kind === "person") {
    const service = services[happening.service % services.length];
    // Whoever is being removed takes no orders.
    if (!service || !(service.target ?? service.kept) || !groupVerdict(services, service, happening.action).allowed) return;
    for (const member of groupOf(services, service)) act(member, happening.action, happening, world);
    return;
  }
  if (happening.kind === "file") return takeFile(world, happening);
  if (happening.kind === "time") {
    world.now += happening.ms;
    return;
  }
  if (happening.kind === "work") {
    for (const step of world.plan().steps.slice(0, happening.steps)) work(world, step);
    world.now += 1;
    return;
  }
  const victim = world.containers[happening.pick % Math.max(1, world.containers.length)];
  if (!victim) return;
  // A person at the shell removes only what is up: the kept generation is Spindle's to lose, not the test's.
  if (happening.kind === "remove" && isUp(victim)) world.containers = world.containers.filter((container) => container !== victim);
  if (happening.kind === "kill" && isUp(victim)) Object.assign(victim, { state: "exited", exitCode: 137, finishedAt: world.now });
  if (happening.kind === "crash" && isUp(victim)) Object.assign(victim, { state: "restarting", exitCode: 1, restartCount: victim.restartCount + 1 });
}

/** Whoever is kept is not touched, and what the others go through plans nothing for them. */
function takeFile(world: World, { dropped, choice, ...strategy }: Extract<Event, { kind: "file" }>): void {
  const { services } = world.stack;
  const service = services[dropped % services.length];
  if (!service?.target) return;
  const gone = groupOf(services, service);
  const touched = choice === "keep" ? services.filter((one) => !gone.includes(one)) : services;
  if (touched.some((one) => !groupVerdict(services, one, "upgrade").allowed)) return;
  const planned = () => world.plan().steps.filter((step) => gone.some(({ name }) => name === step.service));
  const before = choice === "keep" ? planned() : [];
  for (const one of touched) if (!gone.includes(one)) act(one, "upgrade", { ...strategy, scale: 0 }, world);
  if (choice === "keep") expect(planned()).toEqual(before);
  else beginRetiring(gone, world);
}

/** Does a step and holds it to the promise: the confirmed generation is never removed before confirm. */
function work(world: World, step: Parameters<World["apply"]>[0]): void {
  if (step.type === "remove-container") {
    const doomed = world.containers.find((container) => container.id === step.containerId);
    const service = world.stack.services.find((candidate) => candidate.id === doomed?.serviceId);
    expect(service?.kept?.number === undefined || service.kept.number !== doomed?.generation, `removes the confirmed ${doomed?.id}`).toBe(true);
    expect(doomed && isUp(doomed)).toBe(false);
  }
  world.apply(step);
}

function settleDown(world: World): void {
  for (const container of world.containers)
    if (container.state === "restarting") Object.assign(container, { state: "running", restartCount: 0, startedAt: world.now });
  for (let round = 0; round < 300; round++) {
    const { steps, wakeAt } = world.plan();
    if (steps.length === 0 && wakeAt === null) return;
    for (const step of steps) work(world, step);
    world.now = steps.length === 0 && wakeAt !== null ? wakeAt : world.now + 1;
  }
  throw new Error(`does not settle: ${JSON.stringify(world.stack.services.map(({ name, phase, scale, running }) => ({ name, phase, scale, running })))}`);
}

function expectWanted(world: World): void {
  for (const service of world.stack.services) {
    const up = world.containers.filter((container) => container.serviceId === service.id && isUp(container));
    const indices = up.map((container) => container.index);
    // A pause in the middle of a start-first change leaves both generations of that number up.
    if (service.phase !== "paused") expect(new Set(indices).size, "one container a number").toBe(indices.length);
    // The file dropped it: what is paused on the way out may still be up.
    if (!service.target) {
      if (service.phase !== "paused") expect(up).toEqual([]);
    } else if (!service.running) expect(up).toEqual([]);
    else expect([...new Set(indices)].sort((a, b) => a - b)).toEqual(Array.from({ length: service.scale }, (_, index) => index + 1));
    if (service.phase === "steady" || service.phase === "upgraded") expect(up.every((container) => container.generation === service.target?.number)).toBe(true);
    const known = [service.target?.number, service.kept?.number];
    const strangers = world.containers.filter((container) => container.serviceId === service.id && !known.includes(container.generation));
    if (service.phase !== "paused") expect(strangers).toEqual([]);
  }
}

it("whatever people and the world do, it settles as wanted, doubles nothing and never loses the confirmed generation", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 50, size: "max" }), (events) => {
      const world = new World(makeStack([makeService("web", { scale: 2 }), makeService("db")])).settled();
      for (const happening of events) happen(world, happening);
      settleDown(world);
      expectWanted(world);
    }),
    { numRuns: 3_000 },
  );
});

it("whatever happens, a group ends in the same phase, at the same scale and in generations of the same moment", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40, size: "max" }), (events) => {
      const world = new World(makeStack([makeService("web", { scale: 2 }), makeService("feed", { scale: 2, spec: { sidekickOf: "web" } })])).settled();
      for (const happening of events) happen(world, happening);
      settleDown(world);
      expectWanted(world);
      const [web, feed] = world.stack.services.map(({ phase, scale, target, kept }) => ({ phase, scale, target: target?.number, kept: kept?.number }));
      expect(feed).toEqual(web);
    }),
    { numRuns: 1_500 },
  );
});
