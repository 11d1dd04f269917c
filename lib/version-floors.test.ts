import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** Oldest version without a known hole, and the package must be there. */
const floors = {
  next: "16.4.1",
  "next-auth": "4.24.15",
  yaml: "2.8.3",
  react: "19.2.6",
  "react-dom": "19.2.6",
  // A handshake with very many headers ended the process (CVE-2024-37890).
  ws: "8.17.1",
};
/** The same for packages that only come along with others, in every copy of them. */
const floorsIfPresent = {
  "react-server-dom-webpack": "19.2.6",
  "react-server-dom-turbopack": "19.2.6",
  "js-yaml": "4.2.0",
  // Come with dockerode: archives that lead out of their folder, prototypes of strangers (CVE-2025-59343, CVE-2023-36665).
  "tar-fs": "2.1.4",
  protobufjs: "7.2.5",
  // Come with next-auth: cookies with strange names, unpacking without an end (CVE-2024-47764, CVE-2024-28176).
  cookie: "0.7.0",
  jose: "4.15.5",
};

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, { version?: string }> };
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<"dependencies" | "devDependencies", Record<string, string>>;

describe("B7: the lock file", () => {
  test.each(Object.entries(floors))("%s is at least %s", (name, floor) => {
    const versions = copiesOf(name);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => isOlder(version, floor))).toEqual([]);
  });

  test.each(Object.entries(floorsIfPresent))("no copy of %s is older than %s", (name, floor) => {
    expect(copiesOf(name).filter((version) => isOlder(version, floor))).toEqual([]);
  });

  test("every direct dependency is pinned to one exact version", () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});

test.each([
  ["4.24.14", "4.24.15", true],
  ["4.24.15", "4.24.15", false],
  ["16.10.0", "16.4.1", false],
  ["16.4.1-canary.3", "16.4.1", true],
])("%s counts as older than %s: %s", (version, floor, older) => {
  expect(isOlder(version, floor)).toBe(older);
});

function copiesOf(name: string): string[] {
  return Object.entries(lock.packages).flatMap(([path, { version }]) => (path.endsWith(`node_modules/${name}`) && version ? [version] : []));
}

function isOlder(version: string, floor: string): boolean {
  const [release = "", prerelease] = version.split(/-(.*)/s);
  const have = release.split(".").map(Number);
  const difference = floor.split(".").map((part, index) => (have[index] ?? 0) - Number(part));
  const first = difference.find((step) => step !== 0) ?? 0;
  return first < 0 || (first === 0 && prerelease !== undefined);
}
