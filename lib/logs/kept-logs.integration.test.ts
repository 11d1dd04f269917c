import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import { confirmUpgrade } from "@/lib/ops/confirm-upgrade";
import { downloadKept, listKeptSources } from "@/lib/ops/read-kept-logs";
import { reviewStack } from "@/lib/ops/review-stack";
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
  let old = "";
  const stop = new AbortController();
  for await (const { bytes } of await real.engine.logs(container, { tail: "all", since: null, follow: false, signal: stop.signal })) old += bytes.toString();
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
  const plain = (log: string, name: string) =>
    log
      .split("\n")
      .map((line) => line.replace(`Z ${name}`, "Z "))
      .sort();
  expect(plain(kept, "web-1 ")).toEqual(plain(old, ""));
  expect((await sources()).map((source) => source.revision)).toEqual([2, 1]);
});
