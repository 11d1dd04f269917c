import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { LogRule } from "@/lib/core/log-rules";
import { momentOf } from "@/lib/logs/position";
import { AFTER, actor, BEFORE, block, line, logChannelStage } from "@/lib/testing/log-channel-stage";
import { DATA_HEADER, MAX_FRAME_BYTES, WINDOW_BYTES } from "./protocol";

let here: ReturnType<typeof logChannelStage>;
beforeEach(() => () => here?.channel.close());

describe("a log channel", () => {
  test("names its containers, sends their lines whole and in order, and says when it has caught up", async () => {
    here = logChannelStage(["a", "b"]);
    await here.channel.start(actor);
    here.log("a").write(line(BEFORE, "one"));
    here.log("b").write(line(BEFORE, "two"));
    here.log("a").write(line(AFTER, "three"), "stderr");
    await here.until(() => here.said("caught-up").length === 1);
    expect(here.messages.slice(0, 3)).toEqual([
      { type: "opened", channel: 7, opened: { kind: "logs" } },
      { type: "source", channel: 7, source: 0, container: "a", label: "web-a", generation: "new", revision: 1 },
      { type: "source", channel: 7, source: 1, container: "b", label: "web-b", generation: "new", revision: 1 },
    ]);
    await here.until(() => here.frames.length >= 3);
    expect(here.frames.filter(({ source }) => source === 0).map(({ text }) => text)).toEqual([line(BEFORE, "one"), line(AFTER, "three")]);
    expect(here.frames.filter(({ source }) => source === 1).map(({ text }) => text)).toEqual([line(BEFORE, "two")]);
  });

  test("joins what comes together, never beyond 64 KiB a frame", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    for (let at = 0; at < 2_000; at += 1) here.log("a").write(line(BEFORE, `line ${at}`), at % 10 === 9 ? "stderr" : "stdout");
    await here.until(() =>
      here.frames
        .map(({ text }) => text)
        .join("")
        .includes("line 1999"),
    );
    expect(here.sizes.length).toBeLessThan(40);
    expect(Math.max(...here.sizes)).toBeLessThanOrEqual(MAX_FRAME_BYTES + DATA_HEADER);
    expect(here.frames[0]?.text).toBe(line(BEFORE, "line 0"));
  });

  test("never drops lines from before it opened: the engine waits for the page", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    const written = 40;
    for (let at = 0; at < written; at += 1) here.log("a").write(block(BEFORE, 500));
    await here.until(() => here.bytes() > WINDOW_BYTES - 100_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(here.bytes()).toBeLessThanOrEqual(WINDOW_BYTES);
    expect(here.log("a").pulled).toBeLessThan(written);
    let confirmed = 0;
    while (here.log("a").pulled < written || here.bytes() > confirmed) {
      const now = here.bytes();
      here.channel.ack(now - confirmed);
      confirmed = now;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(here.bytes()).toBe(written * block(BEFORE, 500).length);
    expect(here.said("skipped")).toEqual([]);
  });

  test("drops and counts live lines that a slow page cannot take, and holds no more than its window", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    const chunks = 100;
    for (let at = 0; at < chunks; at += 1) here.log("a").write(block(AFTER, 500));
    await here.until(() => here.log("a").pulled === chunks);
    await here.until(() => here.said("skipped").length > 0);
    expect(here.bytes()).toBeLessThanOrEqual(WINDOW_BYTES);
    const sent = () => here.frames.reduce((sum, { text }) => sum + text.split("\n").length - 1, 0);
    const skipped = () => here.said("skipped").reduce((sum, message) => sum + (message.type === "skipped" ? message.lines : 0), 0);
    // The last of them waits for room.
    await here.until(() => sent() + skipped() === (chunks - 1) * 500);
    here.channel.ack(here.bytes());
    here.log("a").write(line(AFTER, "and on"));
    await here.until(() => here.frames.at(-1)?.text.endsWith("and on\n") ?? false);
    expect(sent() + skipped()).toBe(chunks * 500 + 1);
  });

  test("shows what a container wrote last, however much of it was dropped before", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    for (let at = 0; at < 100; at += 1) here.log("a").write(block(AFTER, 500));
    here.log("a").write(line(AFTER, "fatal: that was it"));
    await here.until(() => here.log("a").pulled === 101 && here.said("skipped").length > 0);
    expect(here.frames.at(-1)?.text).not.toContain("that was it");
    here.channel.ack(here.bytes());
    await here.until(() => here.frames.at(-1)?.text.endsWith("that was it\n") ?? false);
  });

  test("a loud container leaves room for a quiet one", async () => {
    here = logChannelStage(["loud", "quiet"]);
    await here.channel.start(actor);
    for (let at = 0; at < 60; at += 1) here.log("loud").write(block(AFTER, 500));
    await here.until(() => here.said("skipped").length > 0);
    // The page has caught up once; from then on the loud one knows its place.
    here.channel.ack(here.bytes());
    for (let at = 0; at < 60; at += 1) here.log("loud").write(block(AFTER, 500));
    await here.until(() => here.log("loud").pulled === 120);
    here.log("quiet").write(line(AFTER, "help"));
    await here.until(() => here.frames.some(({ source, text }) => source === 1 && text.endsWith("help\n")));
    expect(here.said("skipped").every((message) => message.type === "skipped" && message.source === 0)).toBe(true);
  });

  test("says how containers ended and what was asked before its lines, and later what somebody asks for, once", async () => {
    here = logChannelStage();
    const asked = (id: string, at: string): LogRule => ({ at, kind: "asked", asked: { id, kind: "upgrade", service: "web", revision: 2, by: "tin" } });
    const ended: LogRule = { at: BEFORE, kind: "ended", container: "a", end: { code: 1, outOfMemory: false, times: 1 } };
    here.rules.push(ended, asked("o1", BEFORE));
    await here.channel.start(actor);
    expect(here.messages.slice(1, 3).map(({ type }) => type)).toEqual(["source", "rules"]);
    here.rules.push(asked("o2", AFTER), { ...ended, at: AFTER });
    here.change();
    await here.until(() => here.said("rules").length === 2);
    here.change();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(here.said("rules")).toEqual([
      { type: "rules", channel: 7, rules: [ended, asked("o1", BEFORE)] },
      { type: "rules", channel: 7, rules: [asked("o2", AFTER)] },
    ]);
  });

  test("has caught up with a log that never pauses once it reads what was written since", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    let read = 0;
    const writing = setInterval(() => here.log("a").write(line(read++ < 5 ? BEFORE.replace("000Z", `00${read}Z`) : momentOf(Date.now()), "busy")), 5);
    onTestFinished(() => clearInterval(writing));
    await here.until(() => here.said("caught-up").length === 1);
    expect(here.log("a").pulled).toBeGreaterThan(5);
  });

  test("lets go of the engine when it is closed", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    await here.until(() => here.log("a").opened.length === 1);
    here.channel.close();
    expect(here.log("a").opened[0]?.signal.aborted).toBe(true);
    here.log("a").write(line(AFTER, "unheard"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(here.frames).toEqual([]);
  });
});
