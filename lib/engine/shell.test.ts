import { PassThrough } from "node:stream";
import type Docker from "dockerode";
import { expect, test, vi } from "vitest";
import { engineCaller } from "./deadline";
import { shellRoom } from "./shell";

/** An exec that resizes and ends as the test says. */
function stage() {
  const stream = new PassThrough();
  const sizes: string[] = [];
  const exec = {
    start: async () => stream,
    resize: vi.fn(async ({ w, h }: { w: number; h: number }) => void sizes.push(`${w}x${h}`)),
    inspect: vi.fn(async () => ({ Running: false, ExitCode: 7 })),
  };
  const docker = { getContainer: () => ({ exec: async () => exec }) } as unknown as Docker;
  const open = () => shellRoom(docker, engineCaller("test://")).open("c", "root", { shell: "sh", cols: 80, rows: 24 });
  return { exec, stream, sizes, open };
}

test("a shell has its size when it opens, however long the engine refuses it", async () => {
  const { exec, sizes, open } = stage();
  for (let refused = 0; refused < 30; refused += 1) exec.resize.mockRejectedValueOnce(new Error("no running task found"));
  await open();
  expect(sizes).toEqual(["80x24"]);
});

test("of sizes that come one after the other the last one stays, and none is overtaken", async () => {
  const { exec, sizes, open } = stage();
  const session = await open();
  let answer = () => {};
  exec.resize.mockImplementationOnce(async ({ w, h }) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    sizes.push(`${w}x${h}`);
  });
  const asked = [session.resize(100, 30), session.resize(110, 40), session.resize(132, 50)];
  answer();
  await Promise.all(asked);
  expect(sizes).toEqual(["80x24", "100x30", "132x50"]);
});

test("a size is not waited for where the shell has ended", async () => {
  const { exec, stream, open } = stage();
  const session = await open();
  stream.destroy();
  exec.resize.mockRejectedValue(new Error("no such exec"));
  await session.resize(100, 30);
  expect(exec.resize).toHaveBeenCalledTimes(2);
});

test("its exit code is told when the engine knows it", async () => {
  const { exec, stream, open } = stage();
  for (let early = 0; early < 30; early += 1) exec.inspect.mockResolvedValueOnce({ Running: true, ExitCode: 0 });
  const session = await open();
  stream.destroy();
  expect(await session.exitCode).toBe(7);
});
