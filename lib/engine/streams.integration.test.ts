import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import type { LogOptions, ShellSession } from "./port";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
afterAll(() => live.clean());

const chatty = (lines: number, rate = 0) => ({ image: "spindle/demo-logger:1", environment: { RATE: String(rate), LINES: String(lines) } });
const everything = (changes: Partial<LogOptions> = {}): LogOptions => ({
  tail: "all",
  since: null,
  follow: false,
  signal: new AbortController().signal,
  ...changes,
});

async function read(
  id: string,
  options: LogOptions,
  enough: (lines: number) => boolean = () => false,
): Promise<{ text: string; lines: number; stderr: number }> {
  const parts: Buffer[] = [];
  let lines = 0;
  let stderr = 0;
  for await (const chunk of await live.engine.logs(id, options)) {
    parts.push(chunk.bytes);
    lines += chunk.lines;
    if (chunk.stream === "stderr") stderr += chunk.lines;
    expect(chunk.bytes.at(-1)).toBe(10);
    if (enough(lines)) break;
  }
  return { text: Buffer.concat(parts).toString("utf8"), lines, stderr };
}

describe("logs", () => {
  test("every one of 20,000 lines comes once, whole and in its stream", async () => {
    const { ids } = await live.run(chatty(20_000));
    const [id = ""] = ids;
    const signal = AbortSignal.timeout(30_000);
    const { text, lines, stderr } = await read(id, everything({ follow: true, signal }), (count) => count >= 20_000);
    expect(lines).toBe(20_000);
    expect(stderr).toBe(2_000);
    const numbers = [...text.matchAll(/line (\d{8})/g)].map((match) => Number(match[1])).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, at) => at + 1));
    expect(text).toContain("日本語テキスト");
    expect(text).not.toContain("\uFFFD");
    const again = await read(id, everything());
    expect(again.lines).toBe(20_000);
    const tail = await read(id, everything({ tail: 5 }));
    expect(tail.lines).toBe(5);
    const last = tail.text.trimEnd().split("\n")[2]?.split(" ", 1)[0] ?? "";
    const after = await read(id, everything({ since: last }));
    expect(after.text).toBe(tail.text.split("\n").slice(3).join("\n"));
  });

  test("a follower gets new lines until it leaves, without a trace", async () => {
    const { ids } = await live.run(chatty(0, 200));
    const leaving = new AbortController();
    const source = await live.engine.logs(ids[0] ?? "", everything({ follow: true, signal: leaving.signal }));
    let lines = 0;
    for await (const chunk of source) {
      lines += chunk.lines;
      if (lines > 50) leaving.abort();
    }
    expect(lines).toBeGreaterThan(50);
  });

  test("a terminal's log and a line of 100 KB are whole", async () => {
    const long = `head -c 100000 /dev/zero | tr '\\0' x; echo; printf 'caf\\303\\251\\n'; sleep 100`;
    const { ids: plain } = await live.run({ image: "spindle/shell:1", command: ["sh", "-c", long] });
    const [id = ""] = plain;
    const seen = await eventually(
      () => read(id, everything()),
      ({ text }) => text.includes("café\n"),
    );
    expect(seen.lines).toBe(2);
    expect(seen.text.split("\n")[0]?.replace(/^\S+ /, "")).toBe("x".repeat(100_000));
    const { ids: terminal } = await live.run({ image: "spindle/shell:1", tty: true, command: ["sh", "-c", "echo one; echo two; sleep 100"] });
    const raw = await eventually(
      () => read(terminal[0] ?? "", everything()),
      ({ lines }) => lines === 2,
    );
    expect(raw.text).toMatch(/^\S+Z one\r\n\S+Z two\r\n$/);
  });

  test("a container that is gone says so", async () => {
    await expect(live.engine.logs("0123456789ab", everything())).rejects.toMatchObject({ problem: { code: "NOT_FOUND" } });
  });
});

/** Collects what a shell says, so that a test can wait for it. */
function listen(session: ShellSession): { said: () => string; ended: Promise<void> } {
  let text = "";
  const ended = (async () => {
    for await (const bytes of session.output) text += bytes.toString("utf8");
  })();
  return { said: () => text, ended };
}

const processes = async (id: string): Promise<string[]> => {
  const top = (await live.outside.getContainer(id).top()) as { Processes: string[][] };
  return top.Processes.map((row) => row.at(-1) ?? "");
};

describe("shells", () => {
  test("those an image has are found, best first", async () => {
    const { ids: full } = await live.run({ image: "spindle/shell:1" });
    expect(["bash,ash,sh", "ash,sh"]).toContain((await live.engine.probeShells(full[0] ?? "")).join());
    const { ids: demo } = await live.run({});
    expect(await live.engine.probeShells(demo[0] ?? "")).toEqual(["ash", "sh"]);
    const { ids: bare } = await live.run({ image: "spindle/noshell:1" });
    expect(await live.engine.probeShells(bare[0] ?? "")).toEqual([]);
    await live.engine.stop(bare[0] ?? "", 1);
    await expect(live.engine.probeShells(bare[0] ?? "")).rejects.toMatchObject({
      problem: { code: "CONTAINER_NOT_RUNNING", data: { container: "web-1", state: "exited" } },
    });
  });

  test("it echoes, follows the size of the window and ends with its code", async () => {
    const { ids } = await live.run({ image: "spindle/shell:1", user: "1000:1000" });
    const session = await live.engine.shell(ids[0] ?? "", { shell: "sh", cols: 100, rows: 30 });
    const { said, ended } = listen(session);
    expect(session.user).toBe("1000:1000");
    session.write(Buffer.from("echo h\u00e9llo; id -u; echo $TERM; stty size\r"));
    await eventually(said, (text) => /\r\nhéllo\r\n1000\r\nxterm-256color\r\n30 100\r\n/.test(text));
    await session.resize(72, 34);
    session.write(Buffer.from("stty size\r"));
    await eventually(said, (text) => text.includes("\r\n34 72\r\n"));
    session.write(Buffer.from("exit 7\r"));
    expect(await session.exitCode).toBe(7);
    await ended;
    await session.close();
    await session.close();
  });

  test.each<[string, string]>([
    ["an idle shell", ""],
    ["a child", "sleep 1000\r"],
    ["a child that reads", "cat\r"],
    ["children in the background", "sleep 1001 & sleep 1002 &\r"],
    ["a child that ignores hanging up", "sh -c 'trap \"\" HUP INT; while :; do sleep 1; done'\r"],
    ["a child that left the session", "setsid sleep 1003 &\r"],
    ["a shell of another user", "su -s /bin/sh app\rsleep 1004\r"],
  ])("nothing is left of %s", async (_title, typed) => {
    const { ids } = await live.run({ image: "spindle/shell:1" });
    const [id = ""] = ids;
    // A container runs before its first process has made the second.
    const before = await eventually(
      () => processes(id),
      (now) => now.includes("/bin/sleep infinity"),
    );
    const session = await live.engine.shell(id, { shell: "sh", cols: 80, rows: 24 });
    const { said, ended } = listen(session);
    await eventually(said, (text) => /[#$] /.test(text));
    session.write(Buffer.from(typed));
    const wanted = typed === "" ? before.length + 1 : before.length + 2;
    await eventually(
      () => processes(id),
      (now) => now.length >= wanted,
    );
    await session.close();
    await ended;
    expect(await processes(id)).toEqual(before);
    expect(await session.exitCode).not.toBe(0);
  });

  test("closing one of a container that is gone is quiet", async () => {
    const { ids } = await live.run({ image: "spindle/shell:1" });
    const session = await live.engine.shell(ids[0] ?? "", { shell: "sh", cols: 80, rows: 24 });
    const { ended } = listen(session);
    await live.engine.remove(ids[0] ?? "");
    await ended;
    await session.close();
    await session.exitCode;
  });
});
