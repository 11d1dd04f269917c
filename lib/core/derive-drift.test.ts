import { describe, expect, test } from "vitest";
import { makeContainer, makeGeneration, makeService, makeSpec, makeStack } from "@/lib/testing/stack-world";
import { type Drift, driftOf, serviceDrift, wayOutOf } from "./derive-drift";
import { LABEL } from "./labels";
import type { ObservedContainer, ObservedSettings } from "./observed";

const MiB = 1024 * 1024;
const spec = makeSpec("web", { labels: { team: "als" }, networks: [{ name: "default", aliases: [] }], memoryReservationBytes: 64 * MiB });
const service = makeService("web", { target: makeGeneration(1, spec) });
const stack = makeStack([service], {
  networks: [
    { name: "default", internal: false },
    { name: "back", internal: true },
  ],
});

const settings = (over: Partial<ObservedSettings> = {}): ObservedSettings => ({
  memoryBytes: spec.memoryBytes,
  memoryReservationBytes: 64 * MiB,
  cpus: 1,
  pids: spec.pids,
  restart: "unless-stopped",
  networks: ["spindle-s1-default"],
  labels: { team: "als", maintainer: "of the image", [LABEL.stackName]: "demo", [LABEL.serviceName]: "web", [LABEL.revision]: "1" },
  ...over,
});
const seen = (over: Partial<ObservedContainer> = {}, changed: Partial<ObservedSettings> = {}): ObservedContainer =>
  makeContainer("web", 1, 1, { imageId: "sha256:web:v1", settings: settings(changed), ...over });
const drift = (container: ObservedContainer) => driftOf(stack, service, container);

describe("a container is as it was made", () => {
  test.each<[string, ObservedContainer]>([
    ["in every setting", seen()],
    ["though the image brings labels of its own", seen({}, { labels: { ...settings().labels, version: "1" } })],
    ["where nobody looked", seen({ settings: undefined })],
    ["while it is made: networks come one by one", seen({ state: "created", startedAt: null }, { networks: [] })],
    ["when its engine cannot keep a reservation", seen({}, { memoryReservationBytes: 0 })],
    ["when it is of a generation that leaves", seen({ generation: 9 }, { memoryBytes: 1 })],
    ["while it is removed", seen({ state: "removing" }, { memoryBytes: 1 })],
    ["stopped as ever", seen({ state: "exited", exitCode: 0 })],
  ])("%s", (_what, container) => expect(drift(container)).toEqual([]));

  test("before the image was resolved", () => {
    const unresolved = makeService("web", { target: makeGeneration(1, spec, { imageId: null }) });
    expect(driftOf(stack, unresolved, seen({ imageId: "sha256:other" }))).toEqual([]);
  });
});

test("another container with the same marks is a stranger beside ours, not ours under another name", () => {
  const ours = seen();
  const other = seen({ id: "c-other", name: "of-somebody" }, { memoryBytes: 0, networks: ["bridge"] });
  expect([driftOf(stack, service, ours, [ours, other]), driftOf(stack, service, other, [ours, other])]).toEqual([
    [],
    [{ kind: "stranger", name: "of-somebody" }],
  ]);
  expect([wayOutOf([{ kind: "stranger", name: "x" }]), wayOutOf([{ kind: "stranger", name: "x" }, { kind: "paused" }])]).toEqual(["by-hand", "restart"]);
  expect(driftOf(stack, service, seen({ name: "of-somebody" }), []).map(({ kind }) => kind)).toEqual(["renamed"]);
});

describe("a container that somebody changed", () => {
  test.each<[string, ObservedContainer, Drift[]]>([
    ["paused", seen({ state: "paused" }), [{ kind: "paused" }]],
    ["paused, as far as is known", seen({ state: "paused", settings: undefined }), [{ kind: "paused" }]],
    ["renamed", seen({ name: "my-web" }), [{ kind: "renamed", name: "my-web" }]],
    ["another image", seen({ imageId: "sha256:evil" }), [{ kind: "image", imageId: "sha256:evil" }]],
    ["memory", seen({}, { memoryBytes: 256 * MiB }), [{ kind: "limit", limit: "memory", is: 256 * MiB, wanted: 512 * MiB }]],
    ["no memory limit", seen({}, { memoryBytes: 0 }), [{ kind: "limit", limit: "memory", is: 0, wanted: 512 * MiB }]],
    ["reservation", seen({}, { memoryReservationBytes: 32 * MiB }), [{ kind: "limit", limit: "memory-reservation", is: 32 * MiB, wanted: 64 * MiB }]],
    ["processors", seen({}, { cpus: 0.5 }), [{ kind: "limit", limit: "cpus", is: 0.5, wanted: 1 }]],
    ["processes", seen({}, { pids: 0 }), [{ kind: "limit", limit: "pids", is: 0, wanted: 512 }]],
    ["restart policy", seen({}, { restart: "no" }), [{ kind: "restart", is: "no", wanted: "unless-stopped" }]],
    ["disconnected", seen({}, { networks: [] }), [{ kind: "network-left", network: "default" }]],
    ["connected to another of its stack", seen({}, { networks: ["spindle-s1-back", "spindle-s1-default"] }), [{ kind: "network-joined", network: "back" }]],
    ["connected to a stranger's, unnamed", seen({}, { networks: ["spindle-s1-default", "spindle-s2-default"] }), [{ kind: "network-joined", network: null }]],
    ["made by somebody else in its place", seen({}, { labels: { ...settings().labels, team: "evil" } }), [{ kind: "label", label: "team" }]],
    ["stopped and changed", seen({ state: "exited" }, { restart: "always" }), [{ kind: "restart", is: "always", wanted: "unless-stopped" }]],
  ])("%s", (_what, container, expected) => expect(drift(container)).toEqual(expected));
});

test("a restart helps against a pause alone", () => {
  expect(wayOutOf([{ kind: "paused" }])).toBe("restart");
  expect(wayOutOf([{ kind: "paused" }, { kind: "network-left", network: "default" }])).toBe("redeploy");
});

test("a service names its containers that drifted", () => {
  const paused: Drift[] = [{ kind: "paused" }];
  expect(serviceDrift([{ label: "web-1", drift: paused }, { label: "web-2" }])).toEqual({ containers: [{ label: "web-1", drift: paused }], wayOut: "restart" });
  expect(serviceDrift([{ label: "web-2" }])).toBeNull();
});

test("the kept generation of an upgrade counts too: it is the way back", () => {
  const waiting = makeService("web", { phase: "upgraded", target: makeGeneration(2, spec), kept: makeGeneration(1, spec) });
  expect(driftOf(stack, waiting, seen({ state: "exited" }, { memoryBytes: MiB })).map(({ kind }) => kind)).toEqual(["limit"]);
});
