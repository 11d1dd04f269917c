import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import type { CommandOptions } from "./port";

let live: LiveEngine;
let id: string;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
  id = (await live.run({ image: "spindle/shell:1", user: "1000:1000" })).ids[0] ?? "";
});
afterAll(() => live.clean());

const run = (command: string[], over: Partial<CommandOptions> = {}) =>
  live.engine.command(id, { command, seconds: 20, mostBytes: 64 * 1024, signal: new AbortController().signal, ...over });
const processes = async (name: string) =>
  ((await live.outside.getContainer(id).top()).Processes as string[][]).filter((row) => row.join(" ").includes(name)).length;

describe("one command", () => {
  test("says both streams apart and how it ended, as the container's own user", async () => {
    expect(await run(["sh", "-c", "id -u; echo oh >&2; exit 3"])).toEqual({ exitCode: 3, stdout: "1000\n", stderr: "oh\n", truncated: false, timedOut: false });
  });

  test("is words, which no shell reads", async () => {
    expect((await run(["echo", "$HOME; id", "a  b"])).stdout).toBe("$HOME; id a  b\n");
  });

  test("that is not there ends with 126 or 127", async () => {
    expect([126, 127]).toContain((await run(["nothing-here"])).exitCode);
  });

  test("that says a lot is cut, not held", async () => {
    const { stdout, truncated, exitCode } = await run(["sh", "-c", "yes 日本 | head -c 3000000; echo end >&2"], { mostBytes: 1000 });
    expect([Buffer.byteLength(stdout) <= 1002, truncated, exitCode]).toEqual([true, true, 0]);
  });

  test("is heard while it runs, in its order, and no more than is kept", async () => {
    await live.ask(id, "mkdir -p /tmp");
    const heard: [string, string, boolean][] = [];
    const answer = run(["sh", "-c", "echo first; until [ -e /tmp/go ]; do sleep 0.05; done; echo 23456789 >&2; echo never >&2"], {
      mostBytes: 8,
      onOutput: ({ stream, bytes, cut }) => heard.push([stream, bytes.toString(), cut]),
    });
    await eventually(
      async () => heard.length,
      (count) => count === 1,
    );
    await live.ask(id, "touch /tmp/go");
    expect(await answer).toMatchObject({ exitCode: 0, truncated: true });
    expect(heard).toEqual([
      ["stdout", "first\n", false],
      ["stderr", "23456789", true],
    ]);
  });

  test("that takes too long, or that nobody waits for, is gone from the container", async () => {
    expect(await run(["sleep", "431"], { seconds: 1 })).toMatchObject({ exitCode: null, timedOut: true });
    expect(
      await eventually(
        () => processes("sleep 431"),
        (count) => count === 0,
      ),
    ).toBe(0);
    const leaving = new AbortController();
    const answer = run(["sleep", "432"], { signal: leaving.signal });
    await eventually(
      () => processes("sleep 432"),
      (count) => count === 1,
    );
    leaving.abort();
    expect(await answer).toMatchObject({ exitCode: null, timedOut: false });
    expect(
      await eventually(
        () => processes("sleep 432"),
        (count) => count === 0,
      ),
    ).toBe(0);
  });

  test("needs a running container", async () => {
    const other = (await live.run({ image: "spindle/shell:1" })).ids[0] ?? "";
    await live.outside.getContainer(other).stop({ t: 0 });
    const failure = await live.engine.command(other, { command: ["true"], seconds: 5, mostBytes: 10, signal: new AbortController().signal }).catch(problemOf);
    expect(failure).toMatchObject({ code: "CONTAINER_NOT_RUNNING" });
  });
});
