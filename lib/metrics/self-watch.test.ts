import { expect, onTestFinished, test, vi } from "vitest";
import { createEventWatch } from "@/lib/events/watch-events";
import { healthAnswer, metricsAnswer, readyAnswer } from "@/lib/loaders/self-watch";
import { newId } from "@/lib/registry/id";
import { type Runtime, setRuntime } from "@/lib/runtime";
import { type House, openHouse } from "@/lib/testing/house";
import { createSelfWatch, type RunningSelfWatch } from "./self-watch";

vi.setConfig({ testTimeout: 30_000 });

const TOKEN = "a-token-of-some-length";
const WEB = "services:\n  web:\n    image: web:v1\n    deploy: { replicas: 2 }\n";

async function room() {
  const house = await openHouse();
  const { registry } = house.db;
  const deps = { registry, places: house.tin.places, now: house.tin.now, log: (error: unknown) => void house.errors.push(error) };
  const events = createEventWatch({ ...deps, newId });
  await events.start();
  onTestFinished(() => events.stop());
  const selfWatch = createSelfWatch({
    ...deps,
    token: TOKEN,
    events,
    live: () => ({ sockets: 3, shells: 1 }),
    keptLogs: { keptBytes: async () => (await registry.stackIds()).map(({ id }) => ({ stackId: id, serviceId: "web", bytes: 4096 })) },
  });
  setRuntime({ selfWatch } as unknown as Runtime);
  return { house, selfWatch };
}

const asked = (authorization?: string) => new Request("http://spindle.test/metrics", { headers: authorization === undefined ? {} : { authorization } });

/** Prometheus's own text, taken apart: name, labels and value of every line; throws at whatever is none of it. */
function parsed(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split("\n").slice(0, -1)) {
    if (line === "") continue;
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (comment !== null) {
      if (comment[1] === "TYPE") types.set(comment[2] ?? "", comment[3] ?? "");
      continue;
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*",?)*\})? (NaN|[+-]?Inf|-?[0-9.]+(?:e[+-]?\d+)?)(?: \d+)?$/.exec(line);
    if (sample === null) throw new Error(`no line of Prometheus's text: ${line}`);
    const [, name = "", labels = "", value] = sample;
    expect(
      [...types.keys()].some((known) => name === known || name.startsWith(`${known}_`)),
      `${name} has no type`,
    ).toBe(true);
    expect(values.has(name + labels), `${name}${labels} stands there twice`).toBe(false);
    values.set(name + labels, Number(value));
  }
  return values;
}

const metricsOf = async () => parsed(await (await metricsAnswer(asked(`Bearer ${TOKEN}`))).text());

async function shop(house: House) {
  expect(await house.ended(await house.deploy("shop", WEB))).toBe("succeeded");
}

test("metrics are missing to whoever has no token, and where none is set to everybody", async () => {
  const { selfWatch } = await room();
  for (const wrong of [undefined, "", "Bearer", "Bearer ", `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN]) {
    const answer = await metricsAnswer(asked(wrong));
    expect(`${wrong}: ${answer.status} ${await answer.text()}`).toBe(`${wrong}: 404 There is nothing here.\n`);
  }
  expect((await metricsAnswer(asked(`Bearer ${TOKEN}`))).status).toBe(200);
  const off = createSelfWatch({ ...({} as Parameters<typeof createSelfWatch>[0]), token: undefined, events: { subscribe: () => () => undefined } });
  expect(await off.metrics("Bearer undefined")).toBeNull();
  expect(await selfWatch.engines(null)).toBeNull();
});

test("they are Prometheus's text, and say what runs", async () => {
  const { house } = await room();
  await shop(house);
  const values = await house.until(metricsOf, (found) => found.has('spindle_operations_total{kind="deploy",result="succeeded"}'));
  const at = `environment="${house.environment}"`;
  expect(values.get(`spindle_engine_up{${at}}`)).toBe(1);
  expect(values.get(`spindle_stacks{${at}}`)).toBe(1);
  expect(values.get(`spindle_containers{${at},stack="shop",state="running"}`)).toBe(2);
  expect(values.get(`spindle_container_restarts{${at},stack="shop"}`)).toBe(0);
  expect(values.get(`spindle_kept_log_bytes{${at},stack="shop"}`)).toBe(4096);
  expect(values.get('spindle_operations_total{kind="deploy",result="succeeded"}')).toBe(1);
  expect(values.get("spindle_sockets")).toBe(3);
  expect(values.get("spindle_shells")).toBe(1);
  for (const name of ["process_resident_memory_bytes", "process_cpu_seconds_total", "nodejs_eventloop_lag_seconds"]) expect(values.has(name), name).toBe(true);
});

test("healthy while it answers, ready while the database takes writes, whatever the engine does", async () => {
  const { house, selfWatch } = await room();
  expect(await healthAnswer().text()).toBe("ok\n");
  house.engine.goDown();
  expect(await bodyOf(selfWatch)).toBe("200 ready\n");
  await house.until(
    () => bodyOf(selfWatch, `Bearer ${TOKEN}`),
    (body) => body === `200 ready\nengine of ${house.environment}: down\n`,
  );
  selfWatch.leave();
  expect(await bodyOf(selfWatch)).toBe("503 not ready\n");
});

test("not ready when the database takes no writes", async () => {
  const { house } = await room();
  const registry = { ...house.db.registry, writeEvents: () => Promise.reject(new Error("disk full")) };
  const errors: unknown[] = [];
  const selfWatch = createSelfWatch({
    ...{ token: TOKEN, registry, places: house.tin.places, now: house.tin.now, live: () => ({ sockets: 0, shells: 0 }) },
    ...{ events: { subscribe: () => () => undefined }, keptLogs: { keptBytes: async () => [] } },
    log: (error) => errors.push(error),
  });
  expect(await bodyOf(selfWatch)).toBe("503 not ready\n");
  expect(errors).toHaveLength(1);
});

async function bodyOf(selfWatch: RunningSelfWatch, authorization?: string): Promise<string> {
  setRuntime({ selfWatch } as unknown as Runtime);
  const answer = await readyAnswer(asked(authorization));
  return `${answer.status} ${await answer.text()}`;
}
