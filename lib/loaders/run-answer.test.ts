import { expect, test } from "vitest";
import { fail, problemOf } from "@/lib/core/errors";
import type { RunWord } from "@/lib/core/run-words";
import type { CommandPiece } from "@/lib/engine/port";
import { runAnswer } from "./run-answer";

const well = { exitCode: 0, timedOut: false };
const piece = (text: string | Buffer, stream: CommandPiece["stream"] = "stdout", cut = false): CommandPiece => ({ stream, bytes: Buffer.from(text), cut });
const words = async (answer: Response) =>
  (await answer.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RunWord);

test("what is said comes while the command still runs, then how it ended", async () => {
  let end: (how: typeof well) => void = () => undefined;
  const answer = await runAnswer((onOutput) => {
    onOutput(piece("first\n"));
    return new Promise((resolve) => (end = resolve));
  });
  const reader = answer.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"say":"first\\n","stream":"stdout"}\n');
  end({ exitCode: 3, timedOut: false });
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"end":{"exitCode":3,"timedOut":false}}\n');
  expect((await reader?.read())?.done).toBe(true);
});

test("pieces of one stream are joined, the order of both stays, and a character that was cut in two is whole", async () => {
  const sign = Buffer.from("ü");
  const answer = await runAnswer(async (onOutput) => {
    onOutput(piece(Buffer.concat([Buffer.from("gr"), sign.subarray(0, 1)])));
    onOutput(piece(sign.subarray(1)));
    onOutput(piece("n\n"));
    onOutput(piece("oh\n", "stderr", true));
    onOutput(piece("more"));
    return well;
  });
  expect(await words(answer)).toEqual([
    { say: "grün\n", stream: "stdout" },
    { say: "oh\n", stream: "stderr" },
    { cut: "stderr" },
    { say: "more", stream: "stdout" },
    { end: well },
  ]);
});

test("what goes wrong before the first word is thrown, later it is the last word", async () => {
  const gone = fail("CONTAINER_NOT_RUNNING", { container: "web-1", state: "exited" });
  expect(problemOf(await runAnswer(() => Promise.reject(gone)).catch((error: unknown) => error))).toMatchObject({ code: "CONTAINER_NOT_RUNNING" });
  const answer = await runAnswer(async (onOutput) => {
    onOutput(piece("half"));
    throw gone;
  });
  expect(await words(answer)).toMatchObject([{ say: "half" }, { problem: { code: "CONTAINER_NOT_RUNNING" } }]);
});
