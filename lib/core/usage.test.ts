import { describe, expect, it } from "vitest";
import { makeGeneration, makeService, makeSpec, makeStack } from "@/lib/testing/stack-world";
import { DEFAULT_STRATEGY, type DesiredService } from "./desired";
import { DEFAULT_QUOTA, excessOf, NOTHING_USED, type Quota, quotaWith, standingOf } from "./quota";
import { roomToScale, serviceUsage, stackUsage } from "./usage";

const MiB = 1024 ** 2;
const generation = (number: number, cpus: number, memory: number) => makeGeneration(number, makeSpec("web", { cpus, memoryBytes: memory * MiB }));
const START_FIRST = { ...DEFAULT_STRATEGY, order: "start-first" as const };

/** "containers cpus MiB". */
const needs = (over: Partial<DesiredService>): string => {
  const { containers, cpus, memoryBytes } = serviceUsage(makeService("web", over));
  return `${containers} ${cpus} ${memoryBytes / MiB}`;
};

describe("what a service holds", () => {
  const small = generation(1, 0.1, 100);
  const big = generation(2, 0.3, 50);

  it("is its scale times its limits, running or stopped", () => {
    expect(needs({ target: big, scale: 3 })).toBe("3 0.9 150");
    expect(needs({ target: big, scale: 3, running: false })).toBe("3 0.9 150");
    expect(needs({ target: big, scale: 0 })).toBe("0 0 0");
  });

  it("is the greater of old and new while an upgrade with stop first has its way back", () => {
    for (const phase of ["upgrading", "paused", "upgraded"] as const) expect(needs({ target: big, kept: small, scale: 2, phase })).toBe("2 0.6 200");
  });

  it("is old and new together with start first, which goes back the same way", () => {
    expect(needs({ target: big, kept: small, scale: 2, strategy: START_FIRST })).toBe("4 0.8 300");
  });

  it("is of the scale that a roll back restores, too", () => {
    expect(needs({ target: big, kept: small, scale: 1, scaleBefore: 4 })).toBe("4 0.6 400");
    expect(needs({ target: big, kept: small, scale: 4, scaleBefore: 1 })).toBe("4 1.2 250");
  });

  it("is that of the old one while the file has it no more and its way back is kept, then nothing", () => {
    expect(needs({ target: null, kept: small, scale: 2 })).toBe("2 0.2 200");
    expect(serviceUsage(makeService("web", { target: null, kept: null, scale: 2 }))).toEqual(NOTHING_USED);
  });

  it.each(["stop-first", "start-first"] as const)("never gets more by going back or by confirming, %s", (order) => {
    for (const scale of [0, 1, 3])
      for (const scaleBefore of [undefined, 0, 2, 5]) {
        const strategy = { ...DEFAULT_STRATEGY, order };
        const during = makeService("web", { target: big, kept: small, scale, strategy, ...(scaleBefore !== undefined && { scaleBefore }) });
        const back = makeService("web", { target: small, scale: scaleBefore ?? scale, strategy });
        const confirmed = makeService("web", { target: big, scale, strategy });
        const nothingMore: Quota = serviceUsage(during);
        expect(excessOf(NOTHING_USED, serviceUsage(back), nothingMore)).toEqual([]);
        expect(excessOf(NOTHING_USED, serviceUsage(confirmed), nothingMore)).toEqual([]);
      }
  });

  it("counts a host port once, whatever its protocols", () => {
    const lease = { target: 53, index: 1, portSet: 0 } as const;
    const leases = [
      { ...lease, port: 60010, protocol: "tcp" as const },
      { ...lease, port: 60010, protocol: "udp" as const },
      { ...lease, port: 60011, protocol: "tcp" as const },
    ];
    expect(stackUsage(makeStack([makeService("dns", { leases })]))).toMatchObject({ stacks: 1, services: 1, ports: 2 });
  });
});

describe("a quota", () => {
  const used = { ...NOTHING_USED, cpus: 3, ports: 9 };

  it("refuses what goes above it, and says by how much", () => {
    expect(excessOf(used, { ...used, cpus: 5, ports: 10 }, { ...DEFAULT_QUOTA, cpus: 4, ports: 10 })).toEqual([
      { what: "cpus", used: 3, asked: 2, allowed: 4 },
    ]);
  });

  it("that was made smaller stops growth and nothing else", () => {
    const small = { ...DEFAULT_QUOTA, cpus: 1 };
    expect(excessOf(used, { ...used, cpus: 2 }, small)).toEqual([]);
    expect(excessOf(used, used, small)).toEqual([]);
    expect(excessOf(used, { ...used, cpus: 3.1 }, small)).toHaveLength(1);
  });

  it("of null allows everything, and what is said for a project counts first", () => {
    const quota = quotaWith(DEFAULT_QUOTA, { cpus: null, ports: 2 });
    expect(quota).toEqual({ ...DEFAULT_QUOTA, cpus: null, ports: 2 });
    expect(excessOf(NOTHING_USED, { ...NOTHING_USED, cpus: 1e6 }, quota)).toEqual([]);
  });

  it("is near its edge with a fifth left", () => {
    expect([0, 7, 8, 10, 11].map((value) => standingOf(value, 10))).toEqual(["free", "free", "near", "full", "over"]);
    expect([standingOf(5, null), standingOf(0, 0)]).toEqual(["free", "free"]);
  });
});

describe("the room to scale", () => {
  const web = makeService("web", { target: generation(1, 1, 100), scale: 2 });
  const held = { ...NOTHING_USED, cpus: 5, containers: 5 };

  it("ends where the first thing is too little", () => {
    expect(roomToScale([web], held, { ...DEFAULT_QUOTA, cpus: 7.5 }, 10)).toEqual({ max: 4, over: [{ what: "cpus", used: 5, asked: 3, allowed: 7.5 }] });
    expect(roomToScale([web], held, { ...DEFAULT_QUOTA, cpus: 7.5 }, 4)).toBeNull();
  });

  it("counts sidekicks and the ports that more containers need", () => {
    const side = makeService("side", { target: generation(1, 1, 100), scale: 2 });
    expect(roomToScale([web, side], held, { ...DEFAULT_QUOTA, cpus: 7.5 }, 10)?.max).toBe(3);
    const port = { target: 80, protocol: "tcp" as const, published: null };
    const leases = [1, 2].map((index) => ({ port: 60000 + index, protocol: "tcp" as const, target: 80, index, portSet: 0 as const }));
    const open = makeService("web", { spec: { ports: [port] }, scale: 2, leases });
    expect(roomToScale([open], { ...held, ports: 2 }, { ...DEFAULT_QUOTA, ports: 3 }, 10)?.max).toBe(3);
  });
});
