import fc from "fast-check";
import { expect, test } from "vitest";
import { addressAt, freePlaces, freeSubnets, givenOut } from "./address-pool";

test("the same stack asks for the same subnet, whatever else there is", () => {
  const [first = ""] = freeSubnets("s1/default", []);
  expect(first).toMatch(/^10\.231\.\d+\.0\/23$/);
  expect(freeSubnets("s1/default", ["172.17.0.0/16", "fd00::/64", "nonsense"])[0]).toBe(first);
  expect(freeSubnets("s1/default", [])).toHaveLength(128);
});

test("nothing is taken twice, in whatever size others took it", () => {
  const [first = "", second] = freeSubnets("s1/default", []);
  for (const other of [first, first.replace("/23", "/24"), first.replace("/23", "/22")]) expect(freeSubnets("s1/default", [other])).not.toContain(first);
  expect(freeSubnets("s1/default", [first])[0]).toBe(second);
  expect(freeSubnets("s1/default", ["10.0.0.0/8"])).toEqual([]);
  const all: string[] = [];
  for (let stack = 0; stack < 128; stack += 1) all.push(freeSubnets(`s${stack}/default`, all)[0] ?? "");
  expect(new Set(all).size).toBe(128);
});

test("a kept address is in its subnet and never among those given out", () => {
  const inNumbers = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 256, max: 510 }), (seed, place) => {
      const [subnet = ""] = freeSubnets(seed, []);
      const address = inNumbers(addressAt(subnet, place) ?? "");
      const base = inNumbers(subnet.replace(/\/.*/, ""));
      expect(address).toBeGreaterThan(base + 255);
      expect(address).toBeLessThan(base + 511);
      expect(givenOut(subnet)).toBe(subnet.replace("/23", "/24"));
    }),
  );
  expect(addressAt("10.231.0.0/23", 255)).toBeNull();
  expect(addressAt("10.231.0.0/24", 256)).toBeNull();
});

test("places fill gaps and end with the subnet", () => {
  expect(freePlaces([256, 258], 2)).toEqual([257, 259]);
  expect(freePlaces([], 1_000)).toHaveLength(255);
});
