import { beforeEach, expect, test, vi } from "vitest";
import { NO_FILTER } from "@/lib/core/audit";
import { fail, problemOf } from "@/lib/core/errors";
import { readCast } from "@/lib/core/recording";
import { type House, openHouse } from "@/lib/testing/house";
import { makeTeam, type Team } from "@/lib/testing/team";
import { setSwitches } from "./change-project";
import { readAudit, readAuditEntry } from "./read-audit";
import { replayShell } from "./replay-shell";
import { runCommand } from "./run-command";

let house: House;
let team: Team;
beforeEach(async () => {
  house = await openHouse();
  team = await makeTeam(house);
  await house.ended(await house.deploy("shop", "services:\n  web:\n    image: web:v1\n"));
  const { projectId } = await house.db.database.prisma.stack.findFirstOrThrow({ where: { name: "shop" } });
  await house.db.database.prisma.projectMember.create({ data: { projectId, userId: team.people.maintainer.id, role: "maintainer" } });
});

const run = (ctx = house.tin) => {
  const about = { container: null, service: "web", seconds: 60, signal: new AbortController().signal, reason: null };
  return runCommand({ ctx, input: { environment: house.environment, stack: "shop", command: ["echo", "hi"], ...about } });
};
const log = async () => {
  const book = { of: "stack" as const, environment: house.environment, stack: "shop" };
  const { lines } = await readAudit({ ctx: house.tin, input: { book, filter: { ...NO_FILTER, action: "shell." }, before: null } });
  return lines;
};

test("a command that the engine could not run has its end in the audit log", async () => {
  vi.spyOn(house.engine, "command").mockRejectedValue(fail("CONTAINER_NOT_RUNNING", { container: "web-1", state: "exited" }));
  await expect(run()).rejects.toMatchObject({ problem: { code: "CONTAINER_NOT_RUNNING" } });
  expect(await log()).toMatchObject([{ action: "shell.command", outcome: "failed" }]);
});

test("a command ends with the right to it, and says nothing", async () => {
  vi.spyOn(house.engine, "command").mockImplementation(
    (_id, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve({ exitCode: null, stdout: "late", stderr: "", truncated: false, timedOut: true }), { once: true });
      }),
  );
  const running = run(team.as("maintainer")).catch(problemOf);
  await house.until(log, (lines) => lines.length === 1);
  await setSwitches({ ctx: house.tin, input: { project: "tin", viewersReadLogs: true, maintainersOpenShell: false } });
  expect(await running).toMatchObject({ code: "FORBIDDEN" });
  expect(await log()).toMatchObject([{ action: "shell.command", outcome: "failed" }]);
});

test("where shells are recorded, so is a command", async () => {
  const row = await house.db.registry.environment(house.environment);
  if (!row) throw new Error("no environment");
  await house.db.registry.transaction((tx) => tx.setPolicy(row.id, { ...row.policy, recordShells: true }));
  await run();
  const [{ number = 0 } = {}] = await log();
  expect(await readAuditEntry({ ctx: house.tin, input: { number } })).toMatchObject({ recording: "here", outcome: "succeeded" });
  let text = "";
  for await (const piece of (await replayShell({ ctx: house.tin, input: { number, download: false } })).pieces) text += piece;
  expect(
    readCast(text)
      .events.map(([, , data]) => data)
      .join(""),
  ).toContain("$ echo hi\r\necho hi\r\n");
});
