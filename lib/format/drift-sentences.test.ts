import { expect, test } from "vitest";
import type { Drift } from "@/lib/core/derive-drift";
import { driftSentence, driftTitle, driftWords } from "./drift-sentences";

const MiB = 1024 * 1024;

test.each<[Drift, string]>([
  [{ kind: "paused" }, "was paused"],
  [{ kind: "renamed", name: "my-web" }, "was renamed to `my-web`"],
  [{ kind: "image", imageId: "sha256:x" }, "runs another image than its revision"],
  [{ kind: "limit", limit: "memory", is: 64 * MiB, wanted: 512 * MiB }, "has a memory limit of 64\u00a0MiB, not 512\u00a0MiB"],
  [{ kind: "limit", limit: "cpus", is: 0.5, wanted: 1 }, "has a CPU limit of 0.5, not 1"],
  [{ kind: "limit", limit: "pids", is: 0, wanted: 512 }, "has a process limit of none, not 512"],
  [{ kind: "restart", is: "no", wanted: "unless-stopped" }, "has the restart policy no, not unless-stopped"],
  [{ kind: "network-left", network: "default" }, "was disconnected from the network `default`"],
  [{ kind: "network-joined", network: null }, "was connected to a network that is not this stack's"],
  [{ kind: "network-joined", network: "back" }, "was connected to the network `back`"],
  [{ kind: "label", label: "team" }, "has another label `team`: it was made by hand"],
])("%o", (drift, words) => expect(driftWords(drift)).toBe(words));

test("one sentence a container, however much was done to it", () => {
  const drift: Drift[] = [{ kind: "paused" }, { kind: "renamed", name: "x" }, { kind: "network-left", network: "default" }];
  expect(driftSentence({ label: "web-1", drift })).toBe("`web-1` was paused, was renamed to `x` and was disconnected from the network `default`.");
  expect(driftTitle(["web", "db"])).toBe("`web` and `db` were changed at the engine");
});
