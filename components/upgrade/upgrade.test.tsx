// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ACTIONS, transition } from "@/lib/core/lifecycle";
import type { ContainerView, ServiceView } from "@/lib/core/views";
import { plainSpec } from "@/lib/testing/spec";
import { changedPart, confirmFates, evidence, rollBackFates } from "./generations";
import { changedCount, lineDiff } from "./line-diff";
import { UpgradePanel } from "./upgrade-panel";

vi.mock("@/lib/actions/stacks", () => ({}));
afterEach(cleanup);

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;
const container = (index: number, part: Partial<ContainerView>): ContainerView =>
  ({
    id: `c${index}`,
    label: `web-${index}`,
    index,
    generation: "new",
    state: "running",
    health: "healthy",
    startedAt: NOW - 2 * HOUR,
    restartCount: 0,
    anonymousVolumes: [],
    ...part,
  }) as ContainerView;
const service = (part: Partial<ServiceView> = {}): ServiceView =>
  ({
    name: "web",
    phase: "upgraded",
    phaseSince: NOW,
    oldKept: 1,
    containers: [container(1, {}), container(1, { id: "o1", generation: "old", state: "exited", anonymousVolumes: [{ name: "x", target: "/var/cache" }] })],
    kept: { number: 1, revision: 6, image: "r.example/app:v1", imageId: null, digest: null, since: NOW - 90 * HOUR },
    target: { number: 2, revision: 7, image: "r.example/app:v2", imageId: null, digest: null, since: NOW - 2 * HOUR },
    spec: { mounts: [{ type: "volume", source: "data", target: "/data", readOnly: false }] },
    keptSpec: null,
    rendered: null,
    change: null,
    actions: Object.fromEntries(ACTIONS.map((action) => [action, transition({ phase: "upgraded", running: true }, action)])),
    ...part,
  }) as ServiceView;

describe("the evidence", () => {
  test("is how long the new ones are well", () =>
    expect(evidence(service(), NOW)).toBe("Healthy for 2\u00a0h, no restarts. The old container is kept until you decide."));
  test("names who fails", () =>
    expect(evidence(service({ containers: [container(1, { health: "unhealthy" })] }), NOW)).toBe(
      "`web-1` fails its health check. The old container is kept until you decide.",
    ));
  test("says when not all run", () =>
    expect(evidence(service({ containers: [container(1, {}), container(2, { state: "exited" })], oldKept: 0 }), NOW)).toBe(
      "1 of 2 new containers run. No old containers are kept.",
    ));
});

test("confirming lists what it deletes for good and what stays", () => {
  expect(confirmFates(service()).map(({ text }) => text)).toEqual([
    "Deletes old `web-1`; what is kept of its log stays",
    "Deletes 1\u00a0unnamed volume at `/var/cache`",
    "Keeps volume `data` and revision 6",
  ]);
});

test("rolling back says what it cannot undo", () => {
  const texts = rollBackFates(service(), "UTC").map(({ text }) => text);
  expect(texts[0]).toBe("Starts the same 1\u00a0old container again, in seconds; needs no registry");
  expect(texts.at(-1)).toMatch(/^Does not undo data written since \d\d:\d\d$/);
});

test("rolling back says that the old containers have the older text of a secret", () => {
  const secret = (version: number) => plainSpec({ secrets: [{ source: "db", target: "/run/secrets/db", uid: 0, gid: 0, mode: 0o444, version }] });
  const texts = (now: number) => rollBackFates(service({ spec: secret(now), keptSpec: secret(1) }), "UTC").map(({ text }) => text);
  expect(texts(2)).toContain("The older text of the secret `db` is in use again; the new one stays stored");
  expect(texts(1).join()).not.toContain("older text");
});

test("only the changed part of an image is marked", () => {
  expect(changedPart("r.example/app:v1.4.1", "r.example/app:v1.4.2")).toEqual(["r.example/app:", "v1.4.2"]);
  expect(changedPart("r.example/app:v1", "r.example/other:v1")).toEqual(["r.example/", "other:v1"]);
  expect(changedPart("a:1", "a:1")).toEqual(["a:1", ""]);
});

test("a diff keeps the numbers of both sides", () => {
  const lines = lineDiff("a\nb\nc", "a\nB\nc\nd");
  expect(lines.map(({ sign, text, oldLine, newLine }) => `${oldLine ?? "-"} ${newLine ?? "-"} ${sign}${text}`)).toEqual([
    "1 1  a",
    "2 - -b",
    "- 2 +B",
    "3 3  c",
    "- 4 +d",
  ]);
  expect(changedCount(lines)).toBe(2);
});

describe("the decision", () => {
  const verbs = (run: (verb: string) => Promise<unknown>) =>
    ({ run, press: run, pending: null, problem: null, reset: () => {} }) as unknown as Parameters<typeof UpgradePanel>[0]["verbs"];

  test("takes two presses, and Escape goes back", async () => {
    const run = vi.fn(async () => ({ operationId: "o" }));
    render(<UpgradePanel stack={{ environment: "sandbox", name: "als" }} service={service()} verbs={verbs(run)} />);
    fireEvent.click(screen.getByRole("button", { name: "Confirm upgrade" }));
    expect(screen.getByText("Delete the old container?")).toBeTruthy();
    expect(run).not.toHaveBeenCalled();
    fireEvent.keyDown(screen.getByRole("button", { name: "Confirm upgrade" }), { key: "Escape" });
    expect(screen.getByRole("button", { name: "Roll back" })).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Roll back" }));
    fireEvent.click(screen.getByRole("button", { name: "Roll back" }));
    await waitFor(() => expect(run).toHaveBeenCalledWith("roll-back", []));
  });

  test("stays a question while the last container is replaced, and says what is true then", () => {
    const run = vi.fn(async () => ({ operationId: "o" }));
    const actions = (phase: "upgrading" | "upgraded") => Object.fromEntries(ACTIONS.map((action) => [action, transition({ phase, running: true }, action)]));
    const panel = (part: Partial<ServiceView>) => <UpgradePanel stack={{ environment: "sandbox", name: "als" }} service={service(part)} verbs={verbs(run)} />;
    const drawn = render(
      panel({ phase: "upgrading", why: { kind: "well", since: null }, oldKept: 1, actions: actions("upgrading") as ServiceView["actions"] }),
    );
    fireEvent.click(screen.getByRole("button", { name: "Roll back" }));
    expect(screen.getByText("Start the old one again?")).toBeTruthy();
    const deciding = screen.getByRole("button", { name: "Roll back" });
    drawn.rerender(panel({ phase: "upgraded", oldKept: 2, actions: actions("upgraded") as ServiceView["actions"] }));
    expect(screen.getByText("Start the old 2 again?")).toBeTruthy();
    expect(document.activeElement).toBe(deciding);
    fireEvent.click(deciding);
    expect(run).toHaveBeenCalledExactlyOnceWith("roll-back", []);
  });
});
