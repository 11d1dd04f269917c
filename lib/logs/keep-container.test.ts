import { expect, test } from "vitest";
import type { ObservedContainer } from "@/lib/core/observed";
import type { LogChunk, LogOptions, Place } from "@/lib/engine/port";
import { logFolder } from "@/lib/testing/kept-logs";
import { chunkOf, factsOf } from "@/lib/testing/kept-source";
import { ContainerKeeper } from "./keep-container";
import { Shelf } from "./shelf";
import { Turns } from "./turns";

const chunk = (n: number): LogChunk => chunkOf("stdout", [{ at: `2026-11-22T11:15:15.00000000${n}Z`, stream: "stdout", text: `line ${n}` }]);

/** A container that has stopped, with an engine that takes its time to hand out what it wrote. */
function stage() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  const written = [chunk(1), chunk(2)];
  async function* read({ follow }: LogOptions): AsyncGenerator<LogChunk> {
    if (!follow) return;
    yield* written.splice(0, 1);
    await given;
    yield* written.splice(0);
  }
  const mirror = { container: (id: string) => ({ id, state: "exited" }) as ObservedContainer };
  const place = { engine: { logs: async (_id: string, options: LogOptions) => read(options) }, mirror } as unknown as Place;
  const shelf = new Shelf(logFolder());
  const errors: unknown[] = [];
  const settings = { shelf, sizes: () => ({ block: 4_000, segment: 4_000 }), full: () => false, turns: new Turns(1), grown: () => undefined };
  const keeper = new ContainerKeeper(factsOf("0123456789ab"), place, { ...settings, failed: (error) => errors.push(error) });
  const lines = () => shelf.sources().reduce((sum, { tail }) => sum + (tail?.lines ?? 0), 0);
  return { keeper, give, lines, errors };
}

test("the last lines of a container that has stopped are waited for until the engine has no more", async () => {
  const { keeper, give, lines, errors } = stage();
  let finished = false;
  const finish = keeper.finish().then(() => {
    finished = true;
  });
  await expect.poll(lines).toBe(1);
  expect(finished).toBe(false);
  give();
  await finish;
  expect(lines()).toBe(2);
  await keeper.finish();
  await keeper.close();
  expect(errors).toEqual([]);
});

test("nobody waits for a container that is kept no longer", async () => {
  const { keeper, give } = stage();
  const finish = keeper.finish();
  const close = keeper.close();
  give();
  await Promise.all([finish, close]);
});
