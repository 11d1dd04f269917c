import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { AFTER, actor, BEFORE, line, logChannelStage, ScriptedLog } from "@/lib/testing/log-channel-stage";

let here: ReturnType<typeof logChannelStage>;
beforeEach(() => () => here?.channel.close());

describe("a log channel follows its containers: it", () => {
  test("goes on where a page stopped reading", async () => {
    const cursor = { container: "a", stream: "stdout" as const, at: BEFORE, lines: 2 };
    here = logChannelStage(["a", "b"], { tail: 10, after: [cursor] });
    await here.channel.start(actor);
    here.log("a").write(line(BEFORE, "1") + line(BEFORE, "2") + line(BEFORE, "3") + line(AFTER, "4"));
    await here.until(() => here.frames.length > 0);
    expect(here.frames.map(({ text }) => text).join("")).toBe(line(BEFORE, "3") + line(AFTER, "4"));
    expect(here.log("a").opened[0]).toMatchObject({ tail: "all", since: "2026-11-22T11:59:58.999999999Z" });
    expect(here.log("b").opened[0]).toMatchObject({ tail: "all", since: null });
  });

  test("follows a container over its restart without a line twice, and says when it ended", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "first"));
    await here.until(() => here.frames.length === 1);
    here.states.set("a", "exited");
    here.log("a").end();
    await here.until(() => here.said("source-ended").length === 1);
    here.states.set("a", "running");
    here.log("a").write(line(AFTER, "first") + line(AFTER, "second"));
    here.change();
    await here.until(() => here.frames.length === 2);
    expect(here.frames[1]?.text).toBe(line(AFTER, "second"));
    expect(here.said("source")).toHaveLength(2);
  });

  test("says nothing of the end of a container that has yet to begin", async () => {
    here = logChannelStage();
    here.states.set("a", "created");
    here.log("a").end();
    await here.channel.start(actor);
    await here.until(() => here.said("caught-up").length === 1);
    here.states.set("a", "running");
    here.log("a").write(line(AFTER, "first"));
    here.change();
    await here.until(() => here.frames.length === 1);
    expect(here.messages.map(({ type }) => type)).toEqual(["opened", "source", "caught-up"]);
  });

  test("says that a container began anew although nobody saw it stopped", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "first"));
    await here.until(() => here.frames.length === 1);
    here.started.set("a", 2);
    here.change();
    expect(here.messages.slice(-2)).toMatchObject([{ type: "source-ended", end: { code: 137, outOfMemory: true } }, { type: "source" }]);
  });

  test("reads on where the engine ended the stream of a stopped container before its last lines", async () => {
    here = logChannelStage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "first"));
    await here.until(() => here.frames.length === 1);
    here.states.set("a", "exited");
    here.log("a").onNextOpen = () => {
      here.log("a").write(line(AFTER, "first") + line(AFTER.replace("01.000", "02.000"), "last words"));
      here.log("a").end();
    };
    here.log("a").end();
    await here.until(() => here.said("source-ended").length === 1);
    expect(here.frames.map(({ text }) => text).join("")).toBe(line(AFTER, "first") + line(AFTER.replace("01.000", "02.000"), "last words"));
    expect(here.log("a").opened).toHaveLength(3);
  });

  test("finds out that the engine left it behind, and goes on without a gap", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    here = logChannelStage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "first"));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(here.log("a").opened).toHaveLength(1);
    // The engine has a later line, but its open stream does not bring it.
    const later = AFTER.replace("01.000", "02.000");
    here.log("a").last = line(later, "second");
    await vi.advanceTimersByTimeAsync(7_000);
    expect(here.log("a").opened.filter(({ follow }) => follow)).toHaveLength(2);
    here.log("a").write(line(AFTER, "first") + line(later, "second"));
    await vi.advanceTimersByTimeAsync(10);
    expect(here.frames.map(({ text }) => text).join("")).toBe(line(AFTER, "first") + line(later, "second"));
  });

  test("asks an engine that is only silent less and less often", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    here = logChannelStage();
    await here.channel.start(actor);
    here.log("a").write(line(AFTER, "only"));
    here.log("a").last = line(AFTER, "only");
    await vi.advanceTimersByTimeAsync(600_000);
    const asked = here.log("a").opened.filter(({ follow }) => !follow).length;
    expect(asked).toBeGreaterThan(8);
    expect(asked).toBeLessThan(16);
    expect(here.log("a").opened.filter(({ follow }) => follow)).toHaveLength(1);
  });

  test("takes in a container that appears later, from its first line", async () => {
    here = logChannelStage(["a"], { tail: 5 });
    await here.channel.start(actor);
    here.logs.set("new", new ScriptedLog());
    here.states.set("new", "running");
    here.log("new").write(line(BEFORE, "early") + line(AFTER, "late"));
    here.change();
    await here.until(() => here.frames.some(({ source }) => source === 1));
    expect(here.log("a").opened[0]).toMatchObject({ tail: 5 });
    expect(here.log("new").opened[0]).toMatchObject({ tail: "all", since: null });
    expect(here.frames.map(({ text }) => text).join("")).toBe(line(BEFORE, "early") + line(AFTER, "late"));
  });
});
