import { expect, it } from "vitest";
import type { Phase } from "./desired";
import { ACTIONS, stackTransition, transition } from "./lifecycle";

const PHASES: Phase[] = ["steady", "upgrading", "paused", "upgraded", "rolling-back"];

it("answers every action in every phase, as the design's table says", () => {
  const rows = ACTIONS.map((action) =>
    [
      action.padEnd(9),
      ...PHASES.map((phase) => {
        const verdict = transition({ phase, running: action !== "start" }, action);
        return verdict.allowed ? `${verdict.next}${verdict.ask ? "?" : ""}` : `no: ${verdict.reason}`;
      }),
    ].join(" | "),
  );
  expect(`\n${rows.join("\n")}\n`).toBe(`
upgrade   | upgrading | upgrading? | upgrading? | upgrading? | no: rolling-back
pause     | no: no-upgrade-runs | paused | no: no-upgrade-runs | no: no-upgrade-runs | no: rolling-back
resume    | no: not-paused | no: not-paused | upgrading | no: not-paused | no: rolling-back
confirm   | no: nothing-to-confirm | no: not-all-replaced | no: not-all-replaced | steady | no: rolling-back
roll-back | no: nothing-to-roll-back | rolling-back | rolling-back | rolling-back | no: rolling-back
scale     | steady | upgrading | paused | upgraded | rolling-back
start     | steady | no: already-running | paused | upgraded | no: rolling-back
stop      | steady | paused | paused | upgraded | no: rolling-back
restart   | steady | no: upgrade-runs | paused | upgraded | no: rolling-back
remove    | steady | upgrading | paused | upgraded | rolling-back
`);
});

it("offers a way out of every phase", () => {
  for (const phase of PHASES) expect(ACTIONS.some((action) => transition({ phase, running: true }, action).allowed)).toBe(true);
});

it("start needs something stopped; stop and restart need something running; nothing but remove while a stack goes", () => {
  expect(transition({ phase: "steady", running: true }, "start")).toMatchObject({ allowed: false, reason: "already-running" });
  expect(transition({ phase: "steady", running: false }, "stop")).toMatchObject({ allowed: false, reason: "already-stopped" });
  expect(transition({ phase: "steady", running: true }, "scale", true)).toMatchObject({ allowed: false, reason: "being-removed" });
});

it("a stack may do what any of its services may; an upgrade waits for none that rolls back", () => {
  const steady = { phase: "steady" as const, running: true };
  expect(stackTransition([steady, { phase: "upgraded", running: true }], "confirm", false).allowed).toBe(true);
  expect(stackTransition([steady, { phase: "rolling-back", running: true }], "upgrade", false)).toMatchObject({ allowed: false, reason: "rolling-back" });
});
