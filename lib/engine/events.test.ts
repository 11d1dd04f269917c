import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonLines, toEngineEvent } from "./events";

async function* cut(bytes: Buffer, cuts: number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const length of [...cuts, bytes.length]) {
    if (from < bytes.length) yield bytes.subarray(from, from + length);
    from += length;
  }
}

async function all(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

test("JSON lines survive any cut of the bytes", async () => {
  const value = fc.record({ id: fc.string({ unit: "binary" }), at: fc.integer() });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), async (values, cuts) => {
      const bytes = Buffer.from(values.map((each) => `${JSON.stringify(each)}\n`).join(""));
      expect(await all(jsonLines(cut(bytes, cuts)))).toEqual(JSON.parse(JSON.stringify(values)));
    }),
    { numRuns: 50 },
  );
});

test("a torn last line is dropped", async () => {
  expect(await all(jsonLines(cut(Buffer.from('{"a":1}\n{"b":'), [])))).toEqual([{ a: 1 }]);
});

const nobody = async () => null;

test("container events say whether they are ours, in milliseconds", async () => {
  const raw = {
    Type: "container",
    Action: "health_status: healthy",
    Actor: { ID: "c1", Attributes: { name: "x", "io.spindle.instance": "inst" } },
    timeNano: 1_795_346_353_064_601_600,
  };
  expect(await toEngineEvent(raw, "inst", nobody)).toEqual({
    type: "container",
    action: "health_status: healthy",
    id: "c1",
    name: "x",
    ours: true,
    at: 1_795_346_353_064,
  });
  expect(await toEngineEvent(raw, "another", nobody)).toMatchObject({ ours: false });
});

test("a container that is connected or disconnected is told as the container's", async () => {
  const raw = (Action: string, Attributes: Record<string, string>) => ({ Type: "network", Action, Actor: { ID: "n1", Attributes }, time: 5 });
  expect(await toEngineEvent(raw("disconnect", { container: "c1", name: "spindle-s1-default" }), "inst", nobody)).toEqual({
    type: "container",
    action: "network-disconnect",
    id: "c1",
    name: "c1",
    ours: false,
    at: 5000,
  });
  expect(await toEngineEvent(raw("connect", { name: "bridge" }), "inst", nobody)).toBeNull();
});

test("networks and volumes are told only when they are ours", async () => {
  const network = { Type: "network", Action: "create", Actor: { ID: "n1", Attributes: { name: "spindle-s1-default" } }, time: 5 };
  const volume = { Type: "volume", Action: "destroy", Actor: { ID: "spindle-s1-data" }, time: 5 };
  const owner = async (_kind: string, name: string) => (name.startsWith("spindle-s1-") ? { stackId: "s1", name: name.slice(11) } : null);
  expect(await toEngineEvent(network, "inst", owner)).toEqual({ type: "network", action: "create", stackId: "s1", name: "default", at: 5000 });
  expect(await toEngineEvent(volume, "inst", owner)).toEqual({ type: "volume", action: "destroy", stackId: "s1", name: "data", at: 5000 });
  expect(await toEngineEvent(network, "inst", nobody)).toBeNull();
});
