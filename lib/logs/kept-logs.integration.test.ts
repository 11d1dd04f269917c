import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import { confirmUpgrade } from "@/lib/ops/confirm-upgrade";
import { downloadKept, listKeptSources } from "@/lib/ops/read-kept-logs";
import { reviewStack } from "@/lib/ops/review-stack";
import { scaleService } from "@/lib/ops/scale-service";
import { upgradeStack } from "@/lib/ops/upgrade-stack";
import { getStack } from "@/lib/ops/view-stack";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { openRealRoom } from "@/lib/testing/real-room";
import { makeImages } from "../../scripts/images/make";

let real: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  real = liveEngine();
});
afterAll(() => real.clean());

const compose = (lines: number) =>
  `services:\n  web:\n    image: spindle/demo-logger:1\n    stop_grace_period: 1s\n    environment: { LINES: "${lines}", RATE: "20000" }\n`;

/** What the engine has of a log. */
async function whole(container: string): Promise<string> {
  let text = "";
  const { signal } = new AbortController();
  for await (const { bytes } of await real.engine.logs(container, { tail: "all", since: null, follow: false, signal })) text += bytes.toString();
  return text;
}

const plain = (log: string, name: string): string[] =>
  log
    .split("\n")
    .map((line) => line.replace(`Z ${name}`, "Z "))
    .sort();

test("an upgrade that is confirmed takes containers away and none of their lines", async () => {
  const { ctx, keptLogs, container } = await openRealRoom(real, compose(20_000));
  keptLogs.start();
  const [environment] = await ctx.registry.environments();
  const at = { environment: environment?.name ?? "", stack: "live" };
  const text = { composeText: compose(5_000), variables: {} };
  const review = await reviewStack({ ctx, input: { ...at, ...text, isNew: false, strategy: null } });
  const { revision } = await getStack({ ctx, input: at });
  const strategy = { ...DEFAULT_STRATEGY, intervalSeconds: 0 };
  const input = { ...at, ...text, strategy, reviewedHash: review.hash ?? "", message: null, baseRevision: revision, replaceCandidate: false };
  await upgradeStack({ ctx, input });
  const phase = async () => (await getStack({ ctx, input: at })).services[0]?.state;
  await eventually(phase, (state) => state === "upgraded", 60_000);
  // What the engine has of it until it is removed; the first container was stopped while it wrote.
  const old = await whole(container);
  await confirmUpgrade({ ctx, input: { ...at, service: null } });
  await eventually(
    () => real.engine.inspect(container),
    (there) => there === null,
    30_000,
  );
  const sources = async () => (await listKeptSources({ ctx, input: { ...at, filter: NO_KEPT_FILTER } })).sources;
  await eventually(sources, (all) => all.length === 2 && all[0]?.lines === 5_000, 30_000);
  let kept = "";
  for await (const piece of await downloadKept({ ctx, input: { ...at, filter: { ...NO_KEPT_FILTER, sources: [container.slice(0, 12)] }, gzip: false } }))
    kept += Buffer.from(piece).toString();
  expect(plain(kept, "web-1 ")).toEqual(plain(old, ""));
  expect((await sources()).map((source) => source.revision)).toEqual([2, 1]);
});

test("containers that are removed right after they were stopped have all their lines kept, down to the last word", async () => {
  const compose = `services:\n  web:\n    image: spindle/demo-logger:1\n    scale: 4\n    stop_grace_period: 5s\n    environment: { LINES: "0", RATE: "4000", STDERR_EVERY: "0" }\n`;
  const { ctx, keptLogs, container } = await openRealRoom(real, compose);
  keptLogs.start();
  const [environment] = await ctx.registry.environments();
  const at = { environment: environment?.name ?? "", stack: "live" };
  const sources = async () => (await listKeptSources({ ctx, input: { ...at, filter: NO_KEPT_FILTER } })).sources;
  await eventually(sources, (all) => all.length === 4 && all.every(({ lines }) => lines > 4_000), 60_000);
  const finish = keptLogs.finish;
  const had = new Map<string, string>();
  vi.spyOn(keptLogs, "finish").mockImplementation(async (of, id) => {
    await finish(of, id);
    had.set(id, await whole(id));
  });
  await scaleService({ ctx, input: { ...at, service: "web", scale: 1 } });
  const stackId = (await ctx.registry.stackIds())[0]?.id ?? "";
  const { mirror } = ctx.places.of(environment?.id ?? "");
  await eventually(
    () => mirror.stack(stackId).containers.length,
    (count) => count === 1,
    60_000,
  );
  const gone = (await sources()).filter((source) => source.container !== container);
  expect(new Set(had.keys())).toEqual(new Set(gone.map((source) => source.container)));
  for (const source of gone) {
    let kept = "";
    for await (const piece of await downloadKept({ ctx, input: { ...at, filter: { ...NO_KEPT_FILTER, sources: [source.key] }, gzip: false } }))
      kept += Buffer.from(piece).toString();
    expect(plain(kept, `${source.label} `)).toEqual(plain(had.get(source.container) ?? "", ""));
  }
});
