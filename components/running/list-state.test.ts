import { describe, expect, test } from "vitest";
import { arrangePorts, readPortState, writePortState } from "@/components/ports/list-state";
import { rangeIn } from "@/components/ports/port-range";
import type { LeaseView } from "@/lib/core/ports";
import type { RunningContainer } from "@/lib/core/running";
import { arrangeRunning, readRunningState, writeRunningState } from "./list-state";

const one = (stack: string, index: number, over: Partial<RunningContainer> = {}): RunningContainer => ({
  ...{ id: `${stack}${index}`, stack, service: "web", index, project: stack, owner: "tin", state: "running", health: "none", generation: "new" },
  ...{ image: "web:v1", cpus: 1, memoryBytes: 512, createdAt: index, startedAt: index, ...over },
});

describe("containers of everybody", () => {
  const all = [
    one("b", 1),
    one("a", 2, { owner: "ada", memoryBytes: 1024 }),
    one("a", 1, { state: "exited", image: "db:v2" }),
    one("c", 1, { health: "unhealthy" }),
  ];
  const rows = (text: string) =>
    arrangeRunning(all, readRunningState(new URLSearchParams(text))).rows.map((row) =>
      row.kind === "group" ? `[${row.name} ${row.containers.length}]` : row.key,
    );

  test("stand by project, by owner or flat", () => {
    expect(rows("")).toEqual(["[a 2]", "a1", "a2", "[b 1]", "b1", "[c 1]", "c1"]);
    expect(rows("group=owner")).toEqual(["[ada 1]", "a2", "[tin 3]", "a1", "b1", "c1"]);
    expect(rows("group=none&sort=memory")).toEqual(["a2", "a1", "b1", "c1"]);
  });

  test("are filtered by state and words in any order", () => {
    expect(rows("group=none&state=unwell")).toEqual(["c1"]);
    expect(rows("group=none&state=stopped")).toEqual(["a1"]);
    expect(rows("group=none&q=v2 a/web")).toEqual(["a1"]);
  });

  test("write the address that they read", () => {
    for (const address of ["?tab=containers", "?tab=containers&q=web&state=unwell&group=none&sort=age"])
      expect(writeRunningState(readRunningState(new URLSearchParams(address)))).toBe(address);
  });

  test("5,000 of them are arranged in a moment", () => {
    const many = Array.from({ length: 5_000 }, (_, index) => one(`s${index % 700}`, index, { owner: `p${index % 90}` }));
    const began = process.cpuUsage();
    expect(arrangeRunning(many, readRunningState(new URLSearchParams("group=owner&q=web"))).shown).toBe(5_000);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(500);
  });
});

describe("port leases", () => {
  const lease = (port: number, over: Partial<LeaseView> = {}): LeaseView => ({
    ...{ port, protocol: "tcp", target: 80, container: 1, stack: "shop", service: "web", project: "p", owner: "tin", since: port, outside: false, stale: null },
    ...over,
  });
  const all = [lease(60002, { owner: "ada" }), lease(80, { outside: true }), lease(60001, { stack: null, service: null, stale: "gone", since: null })];
  const ports = (text: string) => arrangePorts(all, readPortState(new URLSearchParams(text))).map(({ port }) => port);

  test("are sorted and filtered as the address says", () => {
    expect([ports(""), ports("sort=since"), ports("sort=owner")]).toEqual([
      [80, 60001, 60002],
      [60002, 80, 60001],
      [60002, 80, 60001],
    ]);
    expect([ports("only=stale"), ports("only=outside"), ports("q=600 ada")]).toEqual([[60001], [80], [60002]]);
    expect(writePortState(readPortState(new URLSearchParams("tab=ports&q=a&only=stale&sort=since")))).toBe("?tab=ports&q=a&only=stale&sort=since");
  });

  test.each([
    ["80", { from: 80, to: 80 }],
    [" 8000 - 8010 ", { from: 8000, to: 8010 }],
    ["0", null],
    ["70000", null],
    ["20-10", null],
    ["1-60000", null],
    ["http", null],
  ])("a range typed as %s", (text, range) => {
    expect(rangeIn(text)).toEqual(range);
  });
});
