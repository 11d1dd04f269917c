import { gzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import type { StackExport } from "@/lib/export/stack-export";
import { tarEnd, tarPiece } from "@/lib/export/write-export";
import { readFiles } from "./read-files";

vi.mock("@/lib/actions/stacks", () => ({ mergeAction: vi.fn() }));

const COMPOSE = "services:\n  web:\n    image: nginx:${TAG}\n";

const exported = (name: string, rancherWritten = false): StackExport => ({
  name,
  composeText: COMPOSE,
  rancherText: "version: '2'\nservices:\n  web:\n    scale: 1\n",
  manifest: {
    format: "spindle-stack",
    version: 1,
    stack: name,
    environment: "prod",
    project: "ada",
    revision: 3,
    ...(rancherWritten && { rancherWritten }),
    author: "ada",
    message: null,
    exportedAt: "2026-11-25T12:00:00.000Z",
    variables: [
      { name: "TAG", value: "1.27" },
      { name: "DB_PASSWORD", value: null },
    ],
    secrets: ["db-password"],
    volumes: [],
    services: [],
  },
});
const archive = (...stacks: StackExport[]) =>
  new File([new Uint8Array(gzipSync(Buffer.concat([...stacks.map((stack) => tarPiece(stack, 0)), tarEnd()])))], "export.tar.gz");

test("an exported stack comes back with its name and values, and says which were secret", async () => {
  expect(await readFiles("prod", [archive(exported("portal"))])).toEqual({
    ok: true,
    source: {
      text: COMPOSE,
      name: "portal",
      variables: { TAG: "1.27" },
      notes: [
        "This is the exported stack `portal`.",
        "`DB_PASSWORD` was secret and must be filled in again.",
        "The text of the secret `db-password` did not come along; type it under Secrets.",
      ],
    },
  });
});

test("says what was scaled beside its file", async () => {
  const stack = exported("portal");
  const services = [{ name: "web", image: "nginx:1.27", digest: null, scale: 3, scaleInFile: 1 }];
  expect(await readFiles("prod", [archive({ ...stack, manifest: { ...stack.manifest, services } })])).toMatchObject({
    source: { notes: expect.arrayContaining(["`web` was scaled to 3 beside its file, and comes back as the file says."]) },
  });
});

test("a rancher-compose.yml comes along only where it is a part of the file", async () => {
  expect(await readFiles("prod", [archive(exported("portal", true))])).toMatchObject({ ok: true, source: { rancherText: exported("portal").rancherText } });
});

test("several stacks come as a list to choose from, one without a file too", async () => {
  const empty = { ...exported("later"), composeText: "" };
  const result = await readFiles("prod", [archive(exported("portal"), exported("queue", true), empty)]);
  expect(result).toMatchObject({
    ok: true,
    stacks: [
      { name: "later", composeText: "" },
      { name: "portal", composeText: COMPOSE, rancherText: null, variables: { TAG: "1.27" }, missing: ["DB_PASSWORD"] },
      { name: "queue", rancherText: exported("queue").rancherText },
    ],
  });
});
