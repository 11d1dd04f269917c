import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type EngineCall, engineCaller } from "./deadline";
import { connectionOptions } from "./endpoint";
import { limiter, mapWide } from "./limit";

let call: EngineCall;
beforeEach(() => {
  vi.useFakeTimers({ now: 5_000 });
  call = engineCaller("unix:///engine.sock");
});
afterEach(() => void vi.useRealTimers());

const ask = { name: "ask", seconds: 10 };
const refused = () => Promise.reject(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
const answered = (statusCode: number, message: string) => () =>
  Promise.reject(Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), { statusCode, json: { message } }));

test("a call that takes too long is given up, and told to stop", async () => {
  let signal: AbortSignal | undefined;
  const late = expect(
    call(ask, (given) => {
      signal = given;
      return new Promise(() => undefined);
    }),
  ).rejects.toMatchObject({ problem: { code: "ENGINE_TIMEOUT", data: { call: "ask", seconds: 10 } } });
  await vi.advanceTimersByTimeAsync(10_000);
  await late;
  expect(signal?.aborted).toBe(true);
});

test("an engine is unreachable since its first refusal, until it answers", async () => {
  const since = (at: number) => ({ problem: { code: "ENGINE_UNREACHABLE", data: { endpoint: "unix:///engine.sock", since: at } } });
  await expect(call(ask, refused)).rejects.toMatchObject(since(5_000));
  vi.setSystemTime(6_000);
  await expect(call(ask, refused)).rejects.toMatchObject(since(5_000));
  await call(ask, async () => "here");
  await expect(call(ask, refused)).rejects.toMatchObject(since(6_000));
});

test("an answer is understood by the engine's own words", async () => {
  await expect(call(ask, answered(500, "write /x: no space left on device"))).rejects.toMatchObject({ problem: { code: "DISK_FULL" } });
  await expect(call(ask, answered(500, "odd"))).rejects.toMatchObject({ problem: { code: "ENGINE_ERROR", data: { message: "odd" } } });
  await expect(call({ ...ask, image: "a/b" }, answered(404, "No such image: a/b"))).rejects.toMatchObject({
    problem: { code: "IMAGE_NOT_FOUND", data: { image: "a/b" } },
  });
});

test("a call its caller stopped does not make the engine unreachable", async () => {
  const stopping = new AbortController();
  stopping.abort();
  const cut = () => Promise.reject(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
  await expect(call({ ...ask, signal: stopping.signal }, cut)).rejects.toMatchObject({
    problem: { code: "ENGINE_ERROR", data: { message: "Stopped before it ended: ask" } },
  });
});

test("a limiter runs so many at a time, in order, also after failures", async () => {
  let running = 0;
  let most = 0;
  const began: number[] = [];
  const task = async (item: number) => {
    began.push(item);
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    if (item === 2) throw new Error("two");
    return item;
  };
  const limit = limiter(2);
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => limit(() => task(item))));
  expect(most).toBe(2);
  expect(began).toEqual([1, 2, 3, 4, 5]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"]);
  expect(await mapWide(["a", "b"], 1, async (item) => item.toUpperCase())).toEqual(["A", "B"]);
});

test.each([
  ["unix:///run/engine.sock", { host: undefined, protocol: "http", socketPath: "/run/engine.sock" }],
  ["tcp://10.0.0.1:2375", { host: "10.0.0.1", port: "2375", protocol: "http", socketPath: undefined }],
  ["tcp://10.0.0.1:2376", { host: "10.0.0.1", port: "2376", protocol: "https" }],
  ["10.0.0.1", { host: "10.0.0.1", port: 2375, protocol: "http" }],
])("endpoint %s", (endpoint, expected) => {
  expect(connectionOptions(endpoint)).toMatchObject(expected);
});

test("an endpoint that cannot be used is refused at once", () => {
  expect(() => connectionOptions("ssh://host")).toThrow("ssh://");
});
