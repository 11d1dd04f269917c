import { expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { fakeShell } from "@/lib/engine/fake-streams";
import type { ShellPlace } from "@/lib/ops/open-shell";
import type { ServerMessage } from "./protocol";
import { ShellChannel } from "./shell-channel";
import { ShellSessions } from "./shell-sessions";

const actor = { userId: "u", username: "tin", role: "user" as const, sessionId: "s" };
const MINUTE = 60_000;

async function room(idleMinutes: number | null) {
  let now = 0;
  const rule = { idleMinutes };
  const place = (): ShellPlace => ({
    environmentId: "e",
    stackId: "st",
    container: "c",
    label: "web-1",
    image: "web:v1",
    service: "web",
    record: false,
    transfers: true,
    debugImages: [],
    ...rule,
  });
  const said: ServerMessage[] = [];
  const shells = new ShellSessions(
    () => undefined,
    () => now,
  );
  const channel = new ShellChannel(
    1,
    { send: (message) => void said.push(message), sendData: () => undefined },
    {
      shells,
      spend: () => undefined,
      place: async () => place(),
      open: async () => ({
        ...place(),
        session: fakeShell(),
        shell: "sh",
        shells: ["sh"],
        recorded: false,
        recheck: async () => undefined,
        ended: async () => undefined,
      }),
      reloads: () => false,
    },
    { kind: "shell", environment: "e", stack: "s", container: "c", ticket: "t", shell: null, cols: 80, rows: 24, resume: null },
  );
  await channel.start(actor);
  const later = (ms: number) => {
    now += ms;
    return channel.recheck(actor).catch(problemOf);
  };
  const warnings = () => said.flatMap((message) => (message.type === "idle" ? [message.seconds] : []));
  return { channel, shells, rule, later, warnings };
}

test("a shell in which nothing happens is warned a minute before, and ended with the reason", async () => {
  const { later, warnings, channel, shells } = await room(15);
  await later(14 * MINUTE - 1);
  expect(warnings()).toEqual([]);
  await later(1);
  await later(30_000);
  expect(warnings()).toEqual([60]);
  expect(await later(30_000)).toEqual({ code: "SHELL_IDLE", data: { minutes: 15 } });
  channel.close("forbidden");
  expect(shells.all()).toEqual([]);
});

test("a key takes the warning back, and the time begins anew", async () => {
  const { later, warnings, channel } = await room(1);
  await later(30_000);
  expect(warnings()).toEqual([30]);
  channel.input(Buffer.from("x"));
  await later(3_000);
  expect(warnings()).toEqual([30, null]);
  expect(await later(60_000)).toMatchObject({ code: "SHELL_IDLE" });
});

test("without such a rule it lives, and a rule that is made or dropped meanwhile holds at once", async () => {
  const { later, rule, warnings } = await room(null);
  expect(await later(1_000 * MINUTE)).toBeUndefined();
  rule.idleMinutes = 2_000;
  expect(await later(999.5 * MINUTE)).toBeUndefined();
  expect(warnings()).toEqual([30]);
  rule.idleMinutes = null;
  expect(await later(1_000 * MINUTE)).toBeUndefined();
  expect(warnings()).toEqual([30, null]);
});
