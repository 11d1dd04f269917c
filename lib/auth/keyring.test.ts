import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { KEY_FILE, loadKeys, parseKeys, printKeys, saveKeys } from "./key-file";
import { createSealing, newKey } from "./keyring";

describe("C1: a sealed text", () => {
  const sealing = createSealing([newKey()]);

  it("opens in its own place and holds nothing of what it seals", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 8 }), fc.string(), (text, place) => {
        const sealed = sealing.seal(text, place);
        expect(sealing.open(sealed, place)).toBe(Buffer.from(text, "utf8").toString("utf8"));
        expect(sealed).not.toContain(text);
      }),
    );
  });

  it("is another one each time", () => {
    expect(sealing.seal("same", "a")).not.toBe(sealing.seal("same", "a"));
  });

  it("does not open in another row", () => {
    const [one, two] = [sealing.seal("first", "secret/1/text"), sealing.seal("second", "secret/2/text")];
    expect(() => sealing.open(one, "secret/2/text")).toThrow();
    expect(() => sealing.open(two, "secret/1/text")).toThrow();
  });

  it("does not open when one character of it is another", () => {
    const sealed = sealing.seal("a text", "here");
    for (let at = 0; at < sealed.length - 1; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
      expect(() => sealing.open(changed, "here")).toThrow();
    }
  });

  it("opens with an older key, but is not current then; and not at all without it", () => {
    const [older, newer] = [newKey(), newKey()];
    const sealed = createSealing([older]).seal("a text", "here");
    const both = createSealing([newer, older]);
    expect(both.open(sealed, "here")).toBe("a text");
    expect(both.isCurrent(sealed)).toBe(false);
    expect(both.isCurrent(both.seal("a text", "here"))).toBe(true);
    expect(() => createSealing([newer]).open(sealed, "here")).toThrow(/not on the keyring/);
  });
});

describe("the keys", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "spindle-keys-"));
  });
  const file = () => join(dataDir, KEY_FILE);

  it("are made once, for their owner's eyes", async () => {
    const [one, two] = await Promise.all([loadKeys({ dataDir }), loadKeys({ dataDir })]);
    expect(one).toEqual(two);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await loadKeys({ dataDir })).toEqual(one);
  });

  it("come from the environment, from a file elsewhere, or are kept", async () => {
    const [given, elsewhere] = [newKey(), newKey()];
    expect(await loadKeys({ dataDir, text: printKeys([given]) })).toEqual([given]);
    const path = join(dataDir, "elsewhere");
    await saveKeys(path, [elsewhere, given]);
    expect(await loadKeys({ dataDir, file: path })).toEqual([elsewhere, given]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(readFile(file())).rejects.toThrow(/ENOENT/);
  });

  it.each([
    ["nothing", ""],
    ["words", "hunter2"],
    ["a short key", `0badcafe ${"ab".repeat(16)}`],
    ["a key that repeats itself", `0badcafe ${"0".repeat(64)}`],
    [
      "one id twice",
      printKeys([
        { ...newKey(), id: "0badcafe" },
        { ...newKey(), id: "0badcafe" },
      ]),
    ],
  ])("of %s are refused", async (_, text) => {
    expect(() => parseKeys(text, "SPINDLE_KEYS")).toThrow(/SPINDLE_KEYS/);
    await writeFile(file(), text);
    await expect(loadKeys({ dataDir })).rejects.toThrow(/keys/);
  });
});
