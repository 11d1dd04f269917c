import { describe, expect, test } from "vitest";
import type { StorageKind, StorageRow } from "@/lib/core/storage";
import { fatesOf, lossSentence, sizeWords, storageLines } from "./storage-lines";

const row = (kind: StorageKind, path: string, label: string, part: Partial<StorageRow> = {}): StorageRow => ({
  kind,
  path,
  volume: kind === "volume" ? "data" : null,
  engineName: kind === "volume" ? "spindle-s1-data" : kind === "anonymous" ? `${label}${"0".repeat(64)}` : null,
  limitBytes: null,
  container: { id: `id-${label}`, label, generation: "new" },
  ...part,
});
const both = (kind: StorageKind, path: string, part: Partial<StorageRow> = {}) => ["db-1", "db-2"].map((label) => row(kind, path, label, part));

const told = (rows: StorageRow[]) =>
  storageLines(rows).map(({ kind, path, name, containers }) => `${kind} ${path} ${name ?? "-"} ${containers.map(({ label }) => label).join("+")}`);

describe("the lines", () => {
  test("are one for what is shared, and one a container for what is its own", () => {
    expect(told([...both("tmpfs", "/run"), ...both("layer", "/"), ...both("anonymous", "/cache"), ...both("volume", "/data")])).toEqual([
      "volume /data data db-1+db-2",
      "anonymous /cache db-100000000 db-1",
      "anonymous /cache db-200000000 db-2",
      "layer / - db-1",
      "layer / - db-2",
      "tmpfs /run - db-1+db-2",
    ]);
  });

  test("of a directory of the host are one, by its own path", () => {
    expect(told(both("host", "/results", { engineName: "/global/als/results" }))).toEqual(["host /results /global/als/results db-1+db-2"]);
  });

  test("name the old containers as old", () => {
    const old = row("layer", "/", "db-1", { container: { id: "o", label: "db-1", generation: "old" } });
    expect(told([row("layer", "/", "db-1"), old])).toEqual(["layer / - db-1", "layer / - db-1, old"]);
  });
});

test("a size is measured, being measured, or not known", () => {
  const sizes = { volumes: { "spindle-s1-data": 2048 }, layers: { "id-db-1": null }, measuredAt: 0 };
  const [volume, layer, memory] = storageLines([row("volume", "/data", "db-1"), row("layer", "/", "db-1"), row("tmpfs", "/run", "db-1", { limitBytes: 1024 })]);
  if (!volume || !layer || !memory) throw new Error("a line is missing");
  expect([sizeWords(volume, sizes, false), sizeWords(layer, sizes, false), sizeWords(memory, undefined, true)]).toEqual([
    "2\u00a0KiB",
    "not known",
    "up to 1\u00a0KiB",
  ]);
  expect([sizeWords(volume, undefined, true), sizeWords(volume, undefined, false)]).toEqual(["measuring", "not known"]);
});

test.each([
  ["volume", "stays", "stays", "you are asked"],
  ["anonymous", "stays", "is lost", "is lost"],
  ["layer", "stays", "is lost", "is lost"],
  ["tmpfs", "is lost", "is lost", "is lost"],
  ["host", "stays", "stays", "stays"],
] as const)("%s: restart %s, upgrade %s, removal %s", (kind, restart, upgrade, removal) => {
  const fates = fatesOf(kind);
  expect([fates.restart.word, fates.upgrade.word, fates.removal.word]).toEqual([restart, upgrade, removal]);
});

test("the trap is named where there is one", () => {
  expect(lossSentence(storageLines(both("volume", "/data")))).toBeNull();
  expect(lossSentence(storageLines(both("anonymous", "/data")))).toMatch(/without a name at `\/data`\./);
});
