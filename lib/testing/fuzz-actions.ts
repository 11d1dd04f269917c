import fc from "fast-check";
import { inputOf } from "./role-table";
import { actionIds, callAction, type Sender } from "./send-action";

const STRANGE: unknown[] = [
  ...["__proto__", "constructor", "../../etc/passwd", "'; DROP TABLE Stack; --", "${jndi:ldap://x}", "\u0000", "a".repeat(10_000), "$F1", "$undefined", "$K1"],
  ...[-1, 1e308, 2 ** 53, [], {}, null, true, { constructor: { prototype: { admin: true } } }, { toString: "x" }, { length: 1e9 }, [[[[[[]]]]]]],
  ...[JSON.parse('{ "then": "x" }'), JSON.parse('{ "__proto__": { "role": "admin" } }')],
];

const anything: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(...STRANGE));

/** Of an input that fits, one part is another; it is for a place that is not there, so that nothing can come of it even where it still fits. */
function nearly(name: string): fc.Arbitrary<Record<string, unknown>> {
  const input = inputOf(name, "no-such-stack");
  const place =
    "environment" in input ? { environment: "nowhere" } : "username" in input ? { username: "\u0000" } : "scopes" in input ? { name: "\u0000" } : {};
  // Where there is no place, any word could be a good name for something new: no name begins like this.
  const unfit = (value: unknown) => (typeof value === "string" && !("environment" in input) ? `\u0000${value}` : value);
  return fc.tuple(fc.constantFrom(...Object.keys(input), "more"), anything).map(([key, value]) => ({ ...input, [key]: unfit(value), ...place }));
}

/** A text that begins with a dollar means something to React; it is written with another before it, as React itself does. */
function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.startsWith("$") ? `$${value}` : value;
  if (Array.isArray(value)) return value.map(escaped);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escaped(each)]));
}

/** React leaves out `__proto__`. */
const saysNothing = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).every((key) => key === "__proto__");

/** Sends every action of the build `runs` lists of arguments: of any length and kind, and almost right ones. Each must be answered as an action answers. */
export async function fuzzActions(sender: Sender, runs: number): Promise<{ asked: number; broken: string[] }> {
  const broken: string[] = [];
  let asked = 0;
  for (const name of actionIds().keys()) {
    const list = fc.oneof(
      fc.array(anything, { maxLength: 4 }),
      nearly(name).map((input) => [input]),
      fc.tuple(nearly(name), anything),
    );
    const property = fc.asyncProperty(list, async (values) => {
      // Some actions need nothing to be told: then that is no fuzz but a wish.
      fc.pre(!saysNothing(values[0]));
      asked += 1;
      const { status, result } = await callAction(sender, name, null, { body: JSON.stringify(values.map(escaped)) });
      if (status !== 200 || result === null) broken.push(`${name} ${JSON.stringify(values).slice(0, 300)}: ${status}`);
    });
    // Those of one run are those of every run.
    await fc.assert(property, { numRuns: runs, seed: 20261126 });
  }
  return { asked, broken };
}
