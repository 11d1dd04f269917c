import { expect, test } from "vitest";
import { hostLoad, memoryIn, percentOf, ticksIn } from "./host-load";

test("CPU is what was used between two looks; waiting for a disk is none, and guests count once", () => {
  const before = ticksIn("cpu  100 0 50 800 50 0 0 0 100 0\ncpu0 1 1\n");
  expect(before).toEqual({ all: 1000, busy: 150 });
  expect(percentOf(before, ticksIn("cpu  175 0 50 825 50 0 0 0 175 0\n"))).toBe(75);
  expect(percentOf(before, before)).toBeNull();
});

test("memory that the kernel would give back is not used", () => {
  expect(memoryIn("MemTotal:       1000 kB\nMemFree:   10 kB\nMemAvailable:    400 kB\n")).toEqual({ memoryBytes: 1000 * 1024, memoryUsedBytes: 600 * 1024 });
});

test("of this machine all is known from the second look on, of another nothing", async () => {
  let at = 0;
  const look = hostLoad("unix:///var/run/docker.sock", () => at);
  const first = await look();
  expect(first).toMatchObject({ cpuPercent: null });
  expect(first?.cpus).toBeGreaterThan(0);
  expect(first?.memoryUsedBytes).toBeGreaterThan(0);
  at = 120_000;
  expect(await look()).toMatchObject({ cpuPercent: null });
  expect(await hostLoad("tcp://10.0.0.1:2376")()).toBeNull();
});
