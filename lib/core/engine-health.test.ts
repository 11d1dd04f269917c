import { expect, test } from "vitest";
import { versionFaults } from "./engine-health";

test.each([
  ["runc", "1.1.5+ds1", "1.2.8"],
  ["runc", "1.2.7", "1.2.8"],
  ["runc", "1.2.8", null],
  ["runc", "1.2.10", null],
  ["runc", "1.3.2", "1.3.3"],
  ["runc", "1.3.3-0ubuntu1", null],
  ["runc", "1.4.0", null],
  ["runc", "v1.0.0-rc93", "1.2.8"],
  ["runc", "unknown", null],
  ["Engine", "20.10.24+dfsg1", "29.5.1"],
  ["Engine", "29.5.1", null],
  ["Engine", "29.5.0", "29.5.1"],
  ["Engine", "30.0.0", null],
  ["containerd", "1.6.20~ds1", null],
])("%s %s: safe from %s", (name, version, safe) => {
  expect(versionFaults([{ name, version }])[0]?.safe ?? null).toBe(safe);
});
