import fc from "fast-check";
import { expect, test } from "vitest";
import { inOrder } from "./in-order";

async function* from(values: string[], ended: () => void): AsyncGenerator<string> {
  try {
    yield* values;
  } finally {
    ended();
  }
}

test("what is in order each comes in order together, all of it, and every source is let go", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 8 }), { maxLength: 5 }), async (lists) => {
      let ended = 0;
      const sorted = lists.map((list) => [...list].sort());
      const sources = sorted.map((list) => from(list, () => (ended += 1)));
      const all: string[] = [];
      for await (const one of inOrder(sources, (text) => text)) all.push(one);
      expect(all).toEqual(lists.flat().sort());
      expect(ended).toBe(lists.length);
    }),
  );
});

test("a reader that leaves ends every source, and none was read further than one ahead", async () => {
  const read = [0, 0];
  let ended = 0;
  async function* counted(at: number): AsyncGenerator<string> {
    try {
      for (let count = 1; ; count += 1) {
        read[at] = count;
        yield String(count).padStart(5, "0");
      }
    } finally {
      ended += 1;
    }
  }
  let taken = 0;
  for await (const _ of inOrder([counted(0), counted(1)], (text) => text)) if (++taken === 10) break;
  expect(ended).toBe(2);
  expect(Math.max(...read)).toBeLessThanOrEqual(7);
});
