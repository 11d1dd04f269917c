import { expect, test } from "vitest";
import type { KeptSeries, Sample, Statistics } from "@/lib/core/statistics";
import { openHouse } from "@/lib/testing/house";
import { NO_STATISTICS } from "@/lib/testing/statistics";
import { readStatistics } from "./read-statistics";

const FILE = "services:\n  web:\n    image: web:v1\n    scale: 2\n  db:\n    image: db:v1\n";

test("a service is seen by its containers, old ones too; a stack by its services; with what happened", async () => {
  const house = await openHouse();
  await house.ended(await house.deploy("shop", FILE));
  await house.ended(await house.upgrade("shop", FILE.replace("web:v1", "web:v2")));
  const at = house.tin.now() - 5_000;
  const sample = (ms: number, cpu: number): Sample => ({ at: ms, cpu, memory: 10, rx: 0, tx: 0, read: 0, write: 0, pids: 1 });
  const kept: KeptSeries[] = house.engine.containers().map(({ stackId, ...container }) => ({
    container: { stackId, ...container },
    samples: [sample(at, 10), sample(at + 1_000, 20)],
    minutes: [],
    marks: [
      { at, kind: "start", exitCode: null },
      ...(container.generation === 1 && container.index === 1 ? [{ at: at + 500, kind: "oom" as const, exitCode: 137 }] : []),
    ],
  }));
  const first = kept.find(({ container }) =>
    house.engine
      .containers()
      .find(({ id }) => id === container.id)
      ?.name.includes("web"),
  );
  if (!first) throw new Error("nothing is kept");
  kept.push({ ...first, marks: [], container: { ...first.container, id: "gone", generation: 0, index: 3 } });
  const statistics: Statistics = { ...NO_STATISTICS, read: async () => kept };
  const ctx = { ...house.tin, statistics };
  const input = { environment: house.environment, stack: "shop", range: "15m" as const };

  const web = await readStatistics({ ctx, input: { ...input, service: "web" } });
  expect(web.series.map(({ label, generation }) => `${label} ${generation}`).sort()).toEqual([
    "web-1 new",
    "web-1 old",
    "web-2 new",
    "web-2 old",
    "web-3 gone",
  ]);
  expect(web.series[0]?.values.cpu).toEqual([10, 20]);
  const kinds = web.marks.map(({ kind }) => kind);
  expect(kinds).toContain("upgrade");
  expect(kinds).toContain("deploy");
  expect(web.marks.filter(({ kind }) => kind === "oom")).toEqual([{ at: at + 500, kind: "oom", container: "web-1", exitCode: 137 }]);
  expect(kinds).not.toContain("restart");

  const all = await readStatistics({ ctx, input: { ...input, service: null } });
  expect(all.series.map(({ label }) => label).sort()).toEqual(["db", "web"]);
  expect(all.series.find(({ label }) => label === "web")?.values.cpu).toEqual([50, 100]);
  await expect(readStatistics({ ctx, input: { ...input, service: "none" } })).rejects.toMatchObject({ problem: { code: "NOT_FOUND" } });
});
