import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KnownTrouble, type Look, NOTICE_TIMING, type Notice, stepNotices, type Trouble, type TroubleKind } from "./notices";

const SERVICES = ["a", "b", "c"];
type State = "well" | "unhealthy" | "crash-loop" | "unsure" | "over";

const trouble = (service: string, kind: TroubleKind): Trouble => ({
  ...{ key: `service:${service}`, kind, environmentId: "e", stackId: "s", services: [service], since: 0 },
  about: {},
});

function lookAt(states: Record<string, State>): Look {
  const keysOf = (wanted: State) => SERVICES.filter((service) => states[service] === wanted).map((service) => `service:${service}`);
  const troubles = SERVICES.flatMap((service) => {
    const state = states[service];
    return state === "unhealthy" || state === "crash-loop" ? [trouble(service, state)] : [];
  });
  return { troubles, well: keysOf("well"), unsure: keysOf("unsure"), isAbout: ({ stackId }) => stackId === "s" };
}

/** A life: states with how long each lasted; what it tells, by service. `restarts`: what is known goes through the database each time. */
function live(life: { states: Record<string, State>; ms: number }[], restarts = false, looksPerStep = 1) {
  let known: KnownTrouble[] = [];
  let now = 1_000_000;
  const told: { at: number; notice: Notice }[] = [];
  for (const { states, ms } of life)
    for (let look = 0; look < looksPerStep; look += 1) {
      now += Math.ceil(ms / looksPerStep);
      const step = stepNotices(known, lookAt(states), now);
      known = restarts ? (JSON.parse(JSON.stringify(step.known)) as KnownTrouble[]) : step.known;
      for (const notice of step.notices) told.push({ at: now, notice });
    }
  return { told, known };
}

const states = fc.record(Object.fromEntries(SERVICES.map((name) => [name, fc.constantFrom<State>("well", "unhealthy", "crash-loop", "unsure", "over")])));
const life = fc.array(fc.record({ states, ms: fc.constantFrom(500, 3_000, 21_000, 61_000, 600_000) }), { maxLength: 40 });

describe("what is told", () => {
  it("is never told twice: each notice has a key of its own, whatever happens, also over restarts", () => {
    fc.assert(
      fc.property(life, fc.boolean(), (steps, restarts) => {
        const keys = live(steps, restarts).told.map(({ notice }) => notice.key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it("is the same whether Spindle restarts between any two looks or not", () => {
    fc.assert(
      fc.property(life, (steps) => {
        expect(live(steps, true).told).toEqual(live(steps, false).told);
      }),
    );
  });

  it("says of each service first the trouble and then that it is well: never well without a trouble, nor twice well", () => {
    fc.assert(
      fc.property(life, (steps) => {
        const open = new Map<string, Set<TroubleKind>>();
        for (const { notice } of live(steps).told)
          for (const service of notice.services) {
            const kinds = open.get(service) ?? new Set<TroubleKind>();
            if (notice.phase === "well") {
              expect(kinds.size).toBeGreaterThan(0);
              open.delete(service);
            } else {
              open.set(service, kinds.add(notice.kind));
            }
          }
      }),
    );
  });

  it("tells a trouble that lasts, once, however often it is looked at", () => {
    fc.assert(
      fc.property(fc.constantFrom<State>("unhealthy", "crash-loop"), fc.integer({ min: 2, max: 50 }), (state, looks) => {
        const { told } = live([{ states: { a: state, b: "well", c: "well" }, ms: 3_600_000 }], false, looks);
        expect(told.map(({ notice }) => [notice.phase, notice.kind, notice.services])).toEqual([["trouble", state, ["a"]]]);
      }),
    );
  });

  it("tells nothing of what is over before it settled, and one thing of what flaps for hours", () => {
    const short = live([
      { states: { a: "unhealthy" }, ms: 1_000 },
      { states: { a: "well" }, ms: 5_000 },
      { states: { a: "well" }, ms: 600_000 },
    ]);
    expect([short.told, short.known]).toEqual([[], []]);
    const flapping = Array.from({ length: 600 }, (_, at) => ({ states: { a: at % 2 ? "well" : "unhealthy" } satisfies Record<string, State>, ms: 15_000 }));
    expect(live([...flapping, { states: { a: "well" }, ms: 1_000 }, { states: { a: "well" }, ms: 61_000 }]).told.map(({ notice }) => notice.phase)).toEqual([
      "trouble",
      "well",
    ]);
  });

  it("says that it is well only after a calm, and nothing of what somebody stopped or removed", () => {
    const sick = { states: { a: "crash-loop" } satisfies Record<string, State>, ms: 10_000 };
    const begun = [sick, sick];
    const phases = (more: { states: Record<string, State>; ms: number }[]) => live([...begun, ...more]).told.map(({ notice }) => notice.phase);
    const well = (ms: number) => ({ states: { a: "well" as State }, ms });
    expect(phases([well(1_000), well(30_000)])).toEqual(["trouble"]);
    expect(phases([well(1_000), well(61_000)])).toEqual(["trouble", "well"]);
    expect(phases([{ states: { a: "over" }, ms: 1_000 }, well(61_000), well(61_000)])).toEqual(["trouble"]);
    expect(phases([well(1_000), { states: { a: "unsure" }, ms: 61_000 }])).toEqual(["trouble"]);
  });

  it("tells of many services of a stack in one", () => {
    const all = { states: { a: "unhealthy", b: "unhealthy", c: "unhealthy" } satisfies Record<string, State>, ms: 21_000 };
    expect(live([all, all]).told.map(({ notice }) => notice.services)).toEqual([["a", "b", "c"]]);
  });

  it("forgets nothing of what it could not look at, as while the engine is away", () => {
    const known = live([
      { states: { a: "crash-loop" }, ms: 10_000 },
      { states: { a: "crash-loop" }, ms: 10_000 },
    ]).known;
    const blind: Look = { troubles: [], well: [], unsure: [], isAbout: () => false };
    const step = stepNotices(known, blind, 9_000_000);
    expect([step.known, step.notices]).toEqual([known, []]);
    const settling = stepNotices([], lookAt({ a: "unhealthy" }), 0).known;
    expect(stepNotices(settling, blind, 9_000_000).notices).toEqual([]);
  });
});

describe("decisions and ends", () => {
  const upgrade = { ...trouble("a", "upgrade-waits"), key: "upgrade:s:4" };
  const look = (troubles: Trouble[]): Look => ({ troubles, well: [], unsure: [], isAbout: () => true });

  it("an upgrade that waits is told after a while, once more after a day, and no more", () => {
    let known: KnownTrouble[] = [];
    const told: string[] = [];
    let now = 0;
    let wakeAt: number | null = 0;
    for (let turn = 0; turn < 20 && wakeAt !== null; turn += 1) {
      now = wakeAt;
      const step = stepNotices(known, look([upgrade]), now);
      known = step.known;
      told.push(...step.notices.map(({ phase }) => `${phase} at ${now}`));
      wakeAt = step.wakeAt;
    }
    expect(told).toEqual([`trouble at ${NOTICE_TIMING.settleMs["upgrade-waits"]}`, `reminder at ${NOTICE_TIMING.settleMs["upgrade-waits"] + 86_400_000}`]);
    expect(stepNotices(known, look([]), now)).toEqual({ known: [], notices: [], wakeAt: null });
  });

  it("a failed operation is told at once, but not one of long ago", () => {
    const failed = (since: number) => ({ ...trouble("a", "deploy-failed"), key: "operation:o", since });
    const now = 10 * 86_400_000;
    expect(stepNotices([], look([failed(now - 1_000)]), now).notices).toHaveLength(1);
    expect(stepNotices([], look([failed(now - 86_400_000)]), now).notices).toHaveLength(0);
  });

  it("what a failed change could not bring up is told with it, to whoever wants either, and that it is well again by itself", () => {
    const failed = { ...trouble("a", "deploy-failed"), key: "operation:o", since: 0, covers: ["service:a"] };
    const sick = trouble("a", "unhealthy");
    const other = trouble("b", "unhealthy");
    let known: KnownTrouble[] = [];
    const told = [0, 25_000, 50_000, 111_000, 200_000, 225_000].flatMap((now) => {
      const well = now === 50_000 || now === 111_000;
      const seen = { ...look(well ? [failed, other] : [failed, sick, other]), well: well ? ["service:a"] : [] };
      const step = stepNotices(known, seen, now);
      known = JSON.parse(JSON.stringify(step.known)) as KnownTrouble[];
      return step.notices.map(({ phase, kind, kinds, services }) => `${now / 1000} ${phase} ${kind} of ${services} for ${kinds}`);
    });
    expect(told).toEqual([
      "0 trouble deploy-failed of a for deploy-failed,unhealthy",
      "25 trouble unhealthy of b for unhealthy",
      "111 well unhealthy of a for unhealthy",
      // It was well in between: this is news.
      "225 trouble unhealthy of a for unhealthy",
    ]);
  });

  it("wakes exactly when time alone would tell something", () => {
    fc.assert(
      fc.property(life, (steps) => {
        const { known } = live(steps);
        const last = lookAt(steps.at(-1)?.states ?? {});
        const now = 1_000_000 + steps.reduce((sum, { ms }) => sum + ms, 0);
        const { wakeAt, known: then } = stepNotices(known, last, now);
        // Where something is on its way, its own change wakes.
        if (wakeAt === null || last.unsure.length > 0) return;
        expect(stepNotices(then, last, wakeAt - 1).notices).toEqual([]);
        const at = stepNotices(then, last, wakeAt);
        expect(at.notices.length > 0 || at.known.length < then.length).toBe(true);
      }),
    );
  });
});
