import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogCursor } from "@/lib/core/log-cursor";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import type { PageSocket } from "@/lib/testing/page-socket";
import { openRealRoom } from "@/lib/testing/real-room";
import { makeImages } from "../../scripts/images/make";

let real: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  real = liveEngine();
});
afterAll(() => real.clean());

const room = (compose: string) => openRealRoom(real, compose);
const numbersOf = (text: string): number[] => [...text.matchAll(/line (\d{8})/g)].map((match) => Number(match[1]));
const wholeLines = (page: PageSocket): string => page.text(1).slice(0, page.text(1).lastIndexOf("\n") + 1);

/** Where a page stands, by what it has read. */
function cursorsOf(container: string, byStream: Map<string, string>): LogCursor[] {
  return (["stdout", "stderr"] as const).flatMap((stream) => {
    const moments = (byStream.get(stream) ?? "").split("\n").flatMap((line) => line.split(" ", 1)[0] || []);
    const at = moments.at(-1);
    return at === undefined ? [] : [{ container, stream, at, lines: moments.filter((moment) => moment === at).length }];
  });
}

describe("logs through the socket", () => {
  test("bring 100,000 lines over cuts of the line, none missing and none twice", async () => {
    const lines = 100_000;
    const { live, user, container, logs } = await room(
      // In one file: what an engine loses where it turns files over under a slow reader is the next test's.
      `services:\n  web:\n    image: spindle/demo-logger:1\n    restart: "no"\n    environment: { LINES: "${lines}", RATE: "10000" }\n    logging: { driver: json-file, options: { max-size: 64m } }\n`,
    );
    const kept = new Map([
      ["stdout", ""],
      ["stderr", ""],
    ]);
    let cuts = 0;
    for (;;) {
      const page = await live.page(user);
      const after = cursorsOf(container, kept);
      page.open(1, logs(after.length > 0 ? { after } : {}));
      const have = [...kept.values()].reduce((sum, text) => sum + text.split("\n").length - 1, 0);
      const done = () => have + page.lines >= lines;
      // Each line of the way is cut a little later than the last.
      const skipped = () => page.messages.filter(({ type }) => type === "skipped");
      const enough = () => done() || skipped().length > 0 || (cuts < 10 && page.bytes > (cuts + 1) * 60_000);
      await page.until(() => enough());
      const finished = done();
      for (const stream of ["stdout", "stderr"]) {
        const text = page.stream(1, stream);
        kept.set(stream, (kept.get(stream) ?? "") + text.slice(0, text.lastIndexOf("\n") + 1));
      }
      expect(skipped()).toEqual([]);
      page.cut();
      if (finished) break;
      cuts += 1;
    }
    expect(cuts).toBe(10);
    const numbers = numbersOf([...kept.values()].join(""));
    expect(numbers.length).toBe(lines);
    expect(new Set(numbers).size).toBe(lines);
    expect(numbersOf(kept.get("stdout") ?? "")).toEqual(numbersOf(kept.get("stdout") ?? "").sort((a, b) => a - b));
  }, 120_000);

  test("bring every line once although the engine turns its log file over meanwhile", async () => {
    // Files are turned over every few seconds. An engine that turns them faster than it is read loses lines for every follower.
    const lines = 120_000;
    const { live, user, logs } = await room(
      `services:\n  web:\n    image: spindle/demo-logger:1\n    restart: "no"\n    environment: { LINES: "${lines}", RATE: "15000" }\n    logging: { driver: json-file, options: { max-size: 8m, max-file: "4" } }\n`,
    );
    const page = await live.page(user);
    page.open(1, logs());
    const skipped = () => page.messages.reduce((sum, message) => sum + (message.type === "skipped" ? message.lines : 0), 0);
    await page.until(() => page.lines + skipped() >= lines);
    expect(page.lines + skipped()).toBe(lines);
    expect(new Set(numbersOf(page.text(1))).size).toBe(page.lines);
  }, 120_000);

  test("skip and count what a page that does not read cannot take, and go on when it does", async () => {
    const { live, user, logs } = await room(`services:\n  web:\n    image: spindle/demo-logger:1\n    environment: { LINES: "0", RATE: "0" }\n`);
    const page = await live.page(user);
    page.acks = false;
    page.open(1, logs({ tail: 0 }));
    await page.message("skipped", (message) => message.lines > 0);
    const stuck = page.bytes;
    expect(stuck).toBeLessThanOrEqual(1024 * 1024);
    page.acks = true;
    page.say({ type: "ack", channel: 1, bytes: stuck });
    await page.until(() => page.bytes > stuck + 100_000);
    expect(wholeLines(page).length).toBeGreaterThan(stuck);
    page.leave();
  });
});

describe("a shell through the socket", () => {
  const COMPOSE = `services:\n  box:\n    image: spindle/shell:1\n    stop_grace_period: 1s\n`;
  const processes = async (container: string): Promise<string[]> =>
    (await real.outside.getContainer(container).top()).Processes.map((row: string[]) => row.at(-1) ?? "");

  test("is a terminal: prompt, Ctrl-C, size, UTF-8, exit code", async () => {
    const { live, user, shell, container } = await room(COMPOSE);
    const page = await live.page(user);
    page.open(1, shell());
    expect((await page.message("opened")).opened).toMatchObject({ shell: "bash", label: "box-1" });
    page.type(1, "stty size; echo gr$((1+1))ün\n");
    await page.until(() => /24 80[\s\S]*gr2ün/.test(page.text(1)));
    page.say({ type: "resize", channel: 1, cols: 132, rows: 50 });
    page.type(1, "sleep 600\n");
    // The echo comes before the program has the terminal: a Ctrl-C in between would meet nobody.
    await eventually(
      () => processes(container),
      (all) => all.some((command) => command.includes("sleep 600")),
    );
    page.type(1, "\x03");
    // The new size and what is typed come to the container by two ways.
    await eventually(
      () => {
        page.type(1, "stty size\n");
        return page.text(1);
      },
      (said) => said.includes("50 132"),
    );
    page.type(1, "exit 7\n");
    expect(await page.message("exit")).toMatchObject({ code: 7 });
  });

  test("leaves no process behind, however its page goes", async () => {
    const { live, user, shell, container } = await room(COMPOSE);
    // A container runs before its first process has made the second.
    const before = await eventually(
      () => processes(container),
      (all) => all.includes("/bin/sleep infinity"),
    );
    for (const go of ["close", "leave"] as const) {
      const page = await live.page(user);
      page.open(1, shell());
      await page.message("opened");
      page.type(1, "sleep 3600 & sleep 3601\n");
      await eventually(
        () => processes(container),
        (all) => all.some((command) => command.includes("sleep 3601")),
      );
      if (go === "close") page.say({ type: "close", channel: 1 });
      else page.leave();
      await eventually(
        () => processes(container),
        (all) => all.length === before.length,
      );
    }
    const page = await live.page(user);
    page.open(1, shell());
    await page.message("opened");
    await live.realtime.close();
    expect(await page.ended).toBe(4503);
    expect(await processes(container)).toEqual(before);
  });
});
