import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SpindleError } from "@/lib/core/errors";
import { pathOfBytes } from "@/lib/core/file-path";
import { type FileReport, MOST_FILE_BYTES } from "@/lib/core/files";
import { tarBlanks, tarHead } from "@/lib/core/tar";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import type { FileSource, FileUpload } from "./port";

let live: LiveEngine;
let id = "";
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
  const mounts = [{ type: "tmpfs" as const, target: "/small", sizeBytes: 1024 * 1024, readOnly: false }];
  id = (await live.run({ image: "spindle/shell:1", user: "1000:1000", mounts })).ids[0] ?? "";
  await live.ask(id, "mkdir -p /tmp; touch /tmp/plain");
}, 60_000);
afterAll(() => live.clean());

const upload = (directory: string, name: string, bytes: Buffer | Buffer[], more: Partial<FileUpload> = {}): FileUpload => {
  const parts = Array.isArray(bytes) ? bytes : [bytes];
  return {
    kind: "file",
    directory,
    name,
    size: parts.reduce((sum, part) => sum + part.length, 0),
    modifiedAt: 1_700_000_000_000,
    replace: false,
    content: (async function* () {
      yield* parts;
    })(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...more,
  };
};

async function whole({ pieces }: FileSource): Promise<{ bytes: Buffer; report: FileReport }> {
  const parts: Buffer[] = [];
  for (let next = await pieces.next(); ; next = await pieces.next()) {
    if (next.done) return { bytes: Buffer.concat(parts), report: next.value };
    parts.push(Buffer.from(next.value));
  }
}

const read = async (path: string, kind: "file" | "folder" = "file", of = id) =>
  whole(await live.engine.files.read(of, path, { kind, signal: new AbortController().signal }));

const reasonOf = (wish: Promise<unknown>): Promise<string> =>
  wish.then(
    () => "none",
    (error: unknown) => (error instanceof SpindleError && error.problem.code === "FILE_REFUSED" ? error.problem.data.reason : String(error)),
  );

/** Programs that a transfer began, and files that it had not finished. */
const left = async (of = id) => live.ask(of, `ls -A /tmp | grep spindle-; grep -l SPINDLE_EXEC /proc/[0-9]*/environ 2>/dev/null | grep -v self; true`);
const nothingLeft = () => eventually(left, (lines) => lines.join("") === "");

describe("a folder", () => {
  test("is listed whatever its names are", async () => {
    const names = [
      "-rf",
      "a b",
      "new\nline",
      "q\"u`o$te's",
      "tab\there",
      "%s\\n",
      "日本",
      pathOfBytes(Buffer.from("bad\xff\xfez", "latin1")),
      "*",
      "...",
      ".hidden",
    ];
    await live.ask(id, "mkdir /tmp/names");
    for (const name of names) await live.engine.files.write(id, upload("/tmp/names", name, Buffer.from(name)));
    await live.ask(id, "cd /tmp/names && ln -s /bin link && ln -s nowhere lost && mkdir sub && mkfifo pipe");
    const { entries, writable, hasTar, truncated } = await live.engine.files.list(id, "/tmp/names");
    expect(new Set(entries.map(({ name }) => name))).toEqual(new Set([...names, "link", "lost", "sub", "pipe"]));
    expect([writable, hasTar, truncated]).toEqual([true, true, false]);
    const one = (name: string) => entries.find((entry) => entry.name === name);
    expect(one("a b")).toMatchObject({ kind: "file", size: 3, mode: 0o644, uid: 1000, gid: 1000, modifiedAt: 1_700_000_000_000 });
    expect([one("link")?.opens, one("lost")?.opens, one("sub")?.kind, one("pipe")?.kind]).toEqual([true, false, "directory", "other"]);
    for (const name of names) expect((await read(`/tmp/names/${name}`)).bytes.toString()).toBe(Buffer.from(name).toString());
  }, 60_000);

  test("that is not there, is closed, or is a file is told apart", async () => {
    const list = (path: string) => reasonOf(live.engine.files.list(id, path));
    await live.ask(id, "mkdir -m 0 /tmp/closed");
    expect([await list("/nowhere"), await list("/tmp/closed"), await list("/tmp/plain")]).toEqual(["missing", "permission", "not-directory"]);
  });

  test("comes as a tar that holds what is in it", async () => {
    await live.ask(id, "mkdir -p /tmp/tree/deep && echo one > /tmp/tree/one && echo two > /tmp/tree/deep/two && ln -s tree /tmp/way");
    for (const path of ["/tmp/tree", "/tmp/way"]) {
      const { bytes, report } = await read(path, "folder");
      expect(report.outcome).toBe("whole");
      await live.engine.files.write(id, upload("/tmp", "back.tar", bytes, { replace: true }));
      expect(await live.ask(id, "mkdir -p /tmp/back && tar -xf /tmp/back.tar -C /tmp/back && cat $(find /tmp/back -name two); rm -r /tmp/back")).toEqual([
        "two",
      ]);
    }
  });

  test("with a file that the user may not read comes without it, and says so", async () => {
    await live.ask(id, "mkdir -p /tmp/partly && echo yes > /tmp/partly/open && echo no > /tmp/partly/shut && chmod 0 /tmp/partly/shut");
    const { report } = await read("/tmp/partly", "folder");
    expect(report.outcome).toBe("incomplete");
    expect(report.detail).toMatch(/shut.*Permission denied/);
  });
});

describe("a folder that is brought in", () => {
  const file = (path: string, text: string) => [
    tarHead(path, { size: text.length, mode: 0o644, at: 1_700_000_000 }),
    Buffer.from(text),
    tarBlanks(text.length),
  ];
  const long = `${"very-".repeat(30)}long.txt`;
  const tree = Buffer.concat([...file("one.txt", "one"), tarHead("deep", { size: 0, mode: 0o755 }, "folder"), ...file(`deep/er/${long}`, "two")]);
  const bring = (name: string, bytes = tree, more: Partial<FileUpload> = {}) =>
    reasonOf(live.engine.files.write(id, upload("/tmp", name, bytes, { kind: "folder", ...more })));

  test("is there whole, with its dates, and leaves nothing else", async () => {
    expect(await bring("a site")).toBe("none");
    expect(await live.ask(id, "cd '/tmp/a site' && find . -type f | sort && cat one.txt deep/er/* && stat -c ' %a %u %Y' one.txt")).toEqual([
      `./deep/er/${long}`,
      "./one.txt",
      "onetwo 644 1000 1700000000",
    ]);
    await nothingLeft();
  });

  test("takes no other's place, and is not there at all when it stops half-way or is no archive", async () => {
    await live.ask(id, "mkdir -p /tmp/taken && touch /tmp/plain");
    expect([await bring("taken"), await bring("plain")]).toEqual(["exists", "exists"]);
    expect(await bring("short", tree, { size: tree.length + 512 })).toBe("interrupted");
    expect(await bring("cut", tree, { content: cut() })).toBe("interrupted");
    // Who ends the archive themselves has no say in whether it is whole.
    expect(await bring("ended", Buffer.concat([tree, Buffer.alloc(1024)]))).toBe("interrupted");
    expect(await bring("noise", randomBytes(4096))).not.toBe("none");
    expect(await live.ask(id, "ls /tmp | grep -E '^(short|cut|ended|noise)$'")).toEqual([""]);
    await nothingLeft();
  });
});

describe("a file", () => {
  test("of 100 MiB goes in and comes out as it was, and one byte more does not", async () => {
    const piece = randomBytes(1024 * 1024);
    const pieces = Array.from({ length: 100 }, () => piece);
    await live.engine.files.write(id, upload("/tmp", "large", pieces));
    const source = await live.engine.files.read(id, "/tmp/large", { kind: "file", signal: new AbortController().signal });
    expect(source.size).toBe(MOST_FILE_BYTES);
    const came = createHash("sha256");
    let at = 0;
    for await (const bytes of source.pieces) {
      came.update(bytes);
      at += bytes.length;
    }
    expect(at).toBe(MOST_FILE_BYTES);
    const wanted = createHash("sha256");
    for (const each of pieces) wanted.update(each);
    expect(came.digest("hex")).toBe(wanted.digest("hex"));
    await live.ask(id, "echo >> /tmp/large");
    expect(await reasonOf(read("/tmp/large"))).toBe("too-large");
    await live.ask(id, "rm /tmp/large");
  }, 120_000);

  test("is not replaced unasked; replaced, it keeps its permissions", async () => {
    await live.engine.files.write(id, upload("/tmp", "run.sh", Buffer.from("old")));
    await live.ask(id, "chmod 755 /tmp/run.sh");
    expect(await reasonOf(live.engine.files.write(id, upload("/tmp", "run.sh", Buffer.from("new"))))).toBe("exists");
    expect((await read("/tmp/run.sh")).bytes.toString()).toBe("old");
    await live.engine.files.write(id, upload("/tmp", "run.sh", Buffer.from("newer"), { replace: true }));
    expect(await live.ask(id, "cat /tmp/run.sh; stat -c ' %a %u' /tmp/run.sh")).toEqual(["newer 755 1000"]);
  });

  test("that cannot be written or read says why, and leaves nothing", async () => {
    const write = (directory: string, name = "x", bytes = Buffer.from("x")) => reasonOf(live.engine.files.write(id, upload(directory, name, bytes)));
    expect(await write("/proc")).toMatch(/permission|missing|read-only/);
    expect([await write("/etc"), await write("/nowhere"), await write("/tmp/plain")]).toEqual(["permission", "missing", "not-directory"]);
    expect(await write("/", "tmp")).toBe("directory");
    expect(await write("/small", "big", Buffer.alloc(2 * 1024 * 1024))).toBe("no-space");
    expect(await live.ask(id, "ls -A /small")).toEqual([""]);
    expect([await reasonOf(read("/tmp")), await reasonOf(read("/nowhere")), await reasonOf(read("/dev/null"))]).toEqual(["directory", "missing", "special"]);
    await live.ask(id, "echo x > /tmp/secret; chmod 0 /tmp/secret");
    expect(await reasonOf(read("/tmp/secret"))).toBe("permission");
    expect((await read("/proc/self/status")).bytes.toString()).toMatch(/^Uid:\s+1000/m);
  });

  test("that stops half-way is not there, whoever stopped", async () => {
    const leaving = new AbortController();
    async function* endless() {
      for (let at = 0; at < 64; at += 1) {
        if (at === 8) leaving.abort();
        yield Buffer.alloc(64 * 1024);
      }
    }
    expect(
      await reasonOf(live.engine.files.write(id, upload("/tmp", "half", Buffer.alloc(0), { size: 1e7, content: endless(), signal: leaving.signal }))),
    ).toBe("interrupted");
    expect(await reasonOf(live.engine.files.write(id, upload("/tmp", "short", Buffer.from("abc"), { size: 4 })))).toBe("interrupted");
    expect(await reasonOf(live.engine.files.write(id, upload("/tmp", "long", Buffer.from("abcde"), { size: 4 })))).toBe("interrupted");
    expect(await reasonOf(live.engine.files.write(id, upload("/tmp", "cut", Buffer.alloc(0), { size: 10, content: cut() })))).toBe("interrupted");
    expect(await live.ask(id, "ls /tmp | grep -E '^(half|short|long|cut)$'")).toEqual([""]);
    await nothingLeft();
  });

  test("that nobody wants to the end leaves no program", async () => {
    await live.ask(id, "dd if=/dev/zero of=/tmp/wide bs=1M count=32 2>/dev/null");
    const stop = new AbortController();
    const { pieces } = await live.engine.files.read(id, "/tmp/wide", { kind: "file", signal: stop.signal });
    await pieces.next();
    stop.abort();
    await nothingLeft();
    const returned = await live.engine.files.read(id, "/tmp", { kind: "folder", signal: new AbortController().signal });
    await returned.pieces.next();
    await returned.pieces.return({ outcome: "cut", bytes: 0, detail: null });
    await nothingLeft();
  });
});

async function* cut(): AsyncGenerator<Buffer> {
  yield Buffer.from("abc");
  throw new Error("the line was cut");
}

test("without tar a file goes by cat, and a folder says why it does not come", async () => {
  // A path without tar: what the image lacks.
  const { ids } = await live.run({ image: "spindle/shell:1", environment: { PATH: "/few" }, command: ["/bin/sh", "-c", FEW] });
  const [few = ""] = ids;
  await eventually(
    () => live.outside.getContainer(few).logs({ stdout: true }).then(String),
    (text) => text.includes("ready"),
  );
  await live.engine.files.write(few, upload("/few", "up", Buffer.from("by cat")));
  expect((await read("/few/up", "file", few)).bytes.toString()).toBe("by cat");
  expect(await reasonOf(read("/few", "folder", few))).toBe("no-tar");
  expect(await reasonOf(live.engine.files.write(few, upload("/few", "folder", Buffer.alloc(0), { kind: "folder" })))).toBe("no-tar");
  const { hasTar, entries } = await live.engine.files.list(few, "/few");
  expect(hasTar).toBe(false);
  // Nor is there `stat`: kinds are known, and nothing else.
  expect(entries.find(({ name }) => name === "up")).toMatchObject({ kind: "file", size: null, modifiedAt: null });
});
/** Busybox as a shell has all of its programs with it, whatever the path says; bash has not. */
const FEW =
  "cd /bin && ./mkdir /few && ./ln -s /bin/bash /few/sh && for one in cat wc ls rm mv sleep grep; do ./ln -s /bin/busybox /few/$one; done && echo ready && exec sleep 1000";

test("without a shell nothing is tried", async () => {
  const { ids } = await live.run({ image: "spindle/noshell:1" });
  expect(await reasonOf(live.engine.files.list(ids[0] ?? "", "/"))).toBe("no-shell");
});
