import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { createTar } from "nanotar";
import { describe, expect, test } from "vitest";
import { EXAMPLES, SAMPLE } from "@/lib/compose/examples";
import { parseCompose } from "@/lib/compose/parse-compose";
import { looksSecret } from "@/lib/core/masking";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { readExport } from "./read-export";
import { readTar } from "./read-tar";
import type { StackExport } from "./stack-export";
import { tarEnd, tarPiece } from "./write-export";

const parse = (text: string, variables: Record<string, string> = {}) => parseCompose(text, { stackName: "portal", variables, policy: DEFAULT_POLICY }).spec;

function stackOf(name: string, composeText: string, variables: Record<string, string> = {}): StackExport {
  const rows = Object.entries(variables).map(([variable, value]) => ({ name: variable, value: looksSecret(variable) ? null : value }));
  return {
    name,
    composeText,
    rancherText: "version: '2'\n",
    manifest: {
      format: "spindle-stack",
      version: 1,
      stack: name,
      environment: "dev",
      project: "tin",
      revision: 3,
      author: "tin",
      message: null,
      exportedAt: "2026-11-25T00:00:00.000Z",
      variables: rows,
      secrets: [],
      volumes: [],
      services: [],
    },
  };
}

const archive = (...stacks: StackExport[]) => new Uint8Array(gzipSync(Buffer.concat([...stacks.map((stack) => tarPiece(stack, 1_000)), tarEnd()])));

const WITH_VARIABLES = `# comments stay\r
x-defaults: &defaults {restart: unless-stopped}\r
services:\r
  web:\r
    <<: *defaults\r
    image: "als/web:\${TAG:?which}"\r
    environment: {DB_PASSWORD: "\${DB_PASSWORD}", PRICE: "$$5", MOTTO: "\${MOTTO:-so it is}"}\r
    healthcheck: {test: [CMD, curl, -f, "http://localhost:80/"]}\r
`;

describe("what is exported comes back", () => {
  test.each([...EXAMPLES, SAMPLE].map(({ id, compose }) => [id, compose] as const))("%s is the same stack", async (id, compose) => {
    const [back] = await readExport(archive(stackOf(id, compose)));
    expect(back).toMatchObject({ name: id, composeText: compose, variables: {}, missing: [] });
    expect(parse(back?.composeText ?? "")).toEqual(parse(compose));
    expect(parse(compose)).not.toBeNull();
  });

  test("with its variables, once the secret ones are given again", async () => {
    const variables = { TAG: "v1.4", MOTTO: 'two\nlines and "quotes"', DB_PASSWORD: "hunter22" };
    const bytes = archive(stackOf("als", WITH_VARIABLES, variables));
    const [back] = await readExport(bytes);
    expect(back?.missing).toEqual(["DB_PASSWORD"]);
    expect(parse(back?.composeText ?? "", { ...back?.variables, DB_PASSWORD: "hunter22" })).toEqual(parse(WITH_VARIABLES, variables));
    expect(parse(WITH_VARIABLES, variables)).not.toBeNull();
    const tar = new TextDecoder().decode(Buffer.concat((await readTar(bytes)).map((file) => file.bytes)));
    expect(tar).not.toContain("hunter22");
    expect(tar).toContain('MOTTO="two\\nlines and \\"quotes\\""');
    expect(tar).toContain("# secret\nDB_PASSWORD=\n");
  });

  test("any texts of any number of stacks", async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
    const texts = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 2_000 })
      .filter((text) => new TextDecoder().decode(new TextEncoder().encode(text)) === text && !text.startsWith("\uFEFF"));
    const values = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,6}$/), fc.string({ maxLength: 40 }), { noNullPrototype: true, maxKeys: 4 });
    const stacks = fc.uniqueArray(fc.tuple(name, texts, values), { selector: ([one]) => one, minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(stacks, async (all) => {
        const back = await readExport(archive(...all.map(([one, text, variables]) => stackOf(one, text, variables))));
        const expected = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(back.map(({ name: one, composeText }) => [one, composeText])).toEqual(expected.map(([one, text]) => [one, text]));
        for (const [index, [, , variables]] of expected.entries()) {
          const known = Object.entries(variables).filter(([variable]) => !looksSecret(variable));
          expect(back[index]?.variables).toEqual(Object.fromEntries(known));
        }
      }),
      { numRuns: 50 },
    );
  });

  test("a stack without a file has no compose file, and comes back by its name", async () => {
    expect(await readExport(archive(stackOf("empty", "")))).toMatchObject([{ name: "empty", isExport: true, composeText: "", rancherText: null }]);
  });
});

describe("archives of others", () => {
  const data = new TextEncoder().encode("services: {}\n");

  test("a plain tar with compose files at the top or in folders, and other files beside them", async () => {
    const tar = createTar([
      { name: "compose.yaml", data },
      { name: "./b/docker-compose.yml", data },
      { name: "b/rancher-compose.yml", data },
      { name: "b/._notes", data },
      { name: "c/README", data },
    ]);
    expect((await readExport(tar)).map(({ name, rancherText }) => [name, rancherText !== null])).toEqual([
      ["", false],
      ["b", true],
    ]);
  });

  test("a manifest of another shape says nothing", async () => {
    for (const text of ["{", "null", '{"variables": 1}', '{"variables": [null, {"name": "A B", "value": "x"}, {"name": "A", "value": 1}]}']) {
      const tar = createTar([
        { name: "a/docker-compose.yml", data },
        { name: "a/manifest.json", data: text },
      ]);
      expect((await readExport(tar))[0]?.variables).toEqual({});
    }
  });

  /** One entry with a header made by hand. */
  const entry = (change: (header: Buffer) => void, body = data): Uint8Array => {
    const tar = Buffer.from(createTar([{ name: "a/docker-compose.yml", data: body }]));
    change(tar);
    tar.write("        ", 148);
    const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return new Uint8Array(tar);
  };
  const named = (name: string) => entry((header) => header.fill(0, 0, 100) && header.write(name, 0));

  test.each([
    ["a way up", named("../docker-compose.yml")],
    ["a way up in the middle", named("a/../../docker-compose.yml")],
    ["an absolute path", named("/etc/docker-compose.yml")],
    ["a drive", named("C:/docker-compose.yml")],
    ["a backslash", named("..\\docker-compose.yml")],
    ["a line in a name", named("a\n/docker-compose.yml")],
    ["a way up in the prefix", entry((header) => header.write("../..", 345))],
    ["a symbolic link", entry((header) => header.write("2", 156) && header.write("/etc/passwd", 157))],
    ["a hard link", entry((header) => header.write("1", 156))],
    ["a device", entry((header) => header.write("3", 156))],
    ["a size that ends past the end", entry((header) => header.write("77777777777", 124))],
    ["a negative size", entry((header) => header.write("-0000001000", 124))],
    ["a binary size", entry((header) => header.writeUInt8(0x80, 124))],
    ["a wrong checksum", new Uint8Array(Buffer.from(createTar([{ name: "a", data }])).fill(65, 0, 3))],
    ["noise", new Uint8Array(1024).fill(7)],
    ["half a gzip", archive(stackOf("a", "services: {}\n")).slice(0, 60)],
    ["bytes that are no text", entry(() => undefined, new Uint8Array([0xff, 0xfe, 0x00]))],
  ])("%s is refused", async (_what, bytes) => {
    await expect(readExport(bytes)).rejects.toMatchObject({ message: expect.stringMatching(/\.$/) });
  });

  test("limits hold before memory is spent", async () => {
    const limits = { bytes: 100_000, fileBytes: 2_000, entries: 3 };
    const many = createTar(Array.from({ length: 4 }, (_, index) => ({ name: `f${index}`, data })));
    await expect(readTar(many, limits)).rejects.toThrow("more than 3 entries");
    await expect(readTar(createTar([{ name: "a", data: new Uint8Array(2_001) }]), limits)).rejects.toThrow("larger than 2000 bytes");
    await expect(readTar(new Uint8Array(gzipSync(Buffer.alloc(200_000))), limits)).rejects.toThrow("unpacks to more");
    await expect(readTar(new Uint8Array(100_001), limits)).rejects.toThrow("larger than 100000");
  });

  test("what is not wanted is passed over, whatever it is, and a way out is refused all the same", async () => {
    const wanted = (path: string) => path.endsWith(".yml");
    const link = entry((header) => header.fill(0, 0, 100) && header.write("a/link", 0) && header.write("2", 156));
    expect(await readTar(link, undefined, wanted)).toEqual([]);
    await expect(readTar(link)).rejects.toThrow("a/link in the archive is not a plain file.");
    const large = createTar([{ name: "a.png", data: new Uint8Array(3_000) }]);
    expect(await readTar(large, { bytes: 100_000, fileBytes: 2_000, entries: 3 }, wanted)).toEqual([]);
    await expect(readTar(named("../x.png"), undefined, wanted)).rejects.toThrow("leads out");
  });

  test("an archive that lost its end is refused: stacks would be missing without a word", async () => {
    const whole = Buffer.concat([tarPiece(stackOf("a", "services: {}\n"), 0), tarPiece(stackOf("b", "services: {}\n"), 0), tarEnd()]);
    expect(await readExport(new Uint8Array(whole))).toHaveLength(2);
    for (let cut = 512; cut < whole.length - 1024; cut += 512) await expect(readExport(new Uint8Array(whole.subarray(0, cut)))).rejects.toThrow(/damaged/);
  });

  test("no bytes make it crash or hang", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_048 }), async (bytes) => {
        await readTar(bytes).catch((error: Error) => expect(error.constructor.name).toBe("TarRefusal"));
      }),
      { numRuns: 300 },
    );
  });
});
