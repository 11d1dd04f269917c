import { PassThrough } from "node:stream";
import type Docker from "dockerode";
import { expect, test, vi } from "vitest";
import type { PullProgress } from "@/lib/core/views";
import type { EngineCall } from "./deadline";
import { digestOf, PullLayers, pullImage } from "./pull";

test("layers go from waiting to done, in the order they were named", () => {
  const layers = new PullLayers();
  expect(layers.take({ status: "Pulling from library/nginx", id: "1.27" })).toBe(false);
  for (const id of ["aa", "bb"]) layers.take({ status: "Pulling fs layer", id });
  layers.take({ status: "Downloading", id: "bb", progressDetail: { current: 5, total: 20 } });
  layers.take({ status: "Already exists", id: "aa" });
  expect(layers.progress().layers).toEqual([
    { id: "aa", status: "done", current: 0, total: 0 },
    { id: "bb", status: "downloading", current: 5, total: 20 },
  ]);
  layers.take({ status: "Extracting", id: "bb", progressDetail: { current: 1, total: 20 } });
  expect(layers.progress().layers[1]).toEqual({ id: "bb", status: "extracting", current: 1, total: 20 });
  layers.take({ status: "Pull complete", id: "bb", progressDetail: {} });
  expect(layers.progress().layers[1]).toEqual({ id: "bb", status: "done", current: 20, total: 20 });
});

test.each([
  ["nginx:1", ["nginx@sha256:a"], "sha256:a"],
  ["docker.io/library/nginx", ["nginx@sha256:a"], "sha256:a"],
  ["127.0.0.1:5000/app:v1", ["other/app@sha256:a", "127.0.0.1:5000/app@sha256:b"], "sha256:b"],
  ["app@sha256:c", ["app@sha256:c"], "sha256:c"],
  ["spindle/demo:v1", [], null],
])("digest of %s", (image, repoDigests, expected) => {
  expect(digestOf(image, repoDigests)).toBe(expected);
});

test("the last line before a download pauses is told, also when it came right after another", async () => {
  const stream = new PassThrough();
  let here = false;
  const inspect = () => (here ? Promise.resolve({ Id: "sha256:1" }) : Promise.reject(Object.assign(new Error("no such image"), { statusCode: 404 })));
  const docker = { getImage: () => ({ inspect }), pull: async () => stream } as unknown as Docker;
  const call: EngineCall = (_options, work) => work(new AbortController().signal);
  const told: PullProgress[] = [];
  const pulled = pullImage(docker, call, "app:1", { always: false, signal: new AbortController().signal, onProgress: (progress) => void told.push(progress) });
  const layer = (status: string, current?: number) => `${JSON.stringify({ id: "aa", status, progressDetail: { current, total: 20 } })}\n`;
  stream.write(layer("Pulling fs layer"));
  await vi.waitFor(() => expect(told).toHaveLength(1));
  stream.write(layer("Downloading", 5));
  await vi.waitFor(() => expect(told.at(-1)?.layers).toEqual([{ id: "aa", status: "downloading", current: 5, total: 20 }]));
  here = true;
  stream.end(layer("Pull complete"));
  expect(await pulled).toEqual({ imageId: "sha256:1", digest: null });
  expect(told.at(-1)?.layers[0]?.status).toBe("done");
});

test.each<[string, { always: boolean; olderThanMs?: number; platform?: string }, object[]]>([
  ["an image that is here is used", { always: false }, []],
  ["whatever its age, unless the file minds", { always: false, olderThanMs: 3 * 3_600_000 }, []],
  ["an older one is asked for again", { always: false, olderThanMs: 3_600_000 }, [{}]],
  ["always means always", { always: true }, [{}]],
  ["for the platform of the file", { always: true, platform: "linux/arm64" }, [{ platform: "linux/arm64" }]],
])("%s", async (_title, options, expected) => {
  const pulls: object[] = [];
  const inspect = async () => ({
    Id: "sha256:1",
    RepoDigests: ["app@sha256:d"],
    Metadata: { LastTagTime: new Date(Date.now() - 2 * 3_600_000).toISOString() },
  });
  const pull = async (_image: string, { abortSignal: _signal, ...more }: { abortSignal: AbortSignal }) => {
    pulls.push(more);
    const stream = new PassThrough();
    stream.end(`${JSON.stringify({ status: "Status: Image is up to date for app:1" })}\n`);
    return stream;
  };
  const docker = { getImage: () => ({ inspect }), pull } as unknown as Docker;
  const call: EngineCall = (_options, work) => work(new AbortController().signal);
  const pulled = await pullImage(docker, call, "app:1", { ...options, signal: new AbortController().signal, onProgress: () => undefined });
  expect(pulled).toEqual({ imageId: "sha256:1", digest: "sha256:d" });
  expect(pulls).toEqual(expected);
});
