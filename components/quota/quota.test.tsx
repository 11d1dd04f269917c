// @vitest-environment happy-dom
import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { DEFAULT_QUOTA, NOTHING_USED, type ProjectQuotaView } from "@/lib/core/quota";
import { arrangeQuotas, readQuotaState, writeQuotaState } from "./list-state";
import { Meter } from "./meter";
import { draftOf, limitsOf, placeholderOf } from "./quota-draft";
import { tightestOf } from "./quota-link";
import { RoomSection } from "./room-section";

const GiB = 1024 ** 3;
const project = (name: string, over: Partial<ProjectQuotaView> = {}): ProjectQuotaView => ({
  ...{ projectId: name, project: name, personal: false, members: 2, used: NOTHING_USED, allowed: DEFAULT_QUOTA, reason: null, override: null },
  ...over,
});

describe("a meter", () => {
  test.each([
    [3, 10, "free", "3 of 10"],
    [8, 10, "near", "8 of 10, nearly all"],
    [10, 10, "full", "10 of 10, all taken"],
    [12, 10, "over", "12 of 10, more than allowed"],
  ])("%d of %d is %s, in colour, sign and word", (used, allowed, standing, words) => {
    const { container } = render(<Meter what="cpus" used={used} allowed={allowed} />);
    expect(container.querySelector(".meter")?.className).toContain(`meter-${standing}`);
    expect(container.querySelector(".meter-value")?.textContent?.replaceAll("\u00a0", " ")).toBe(words);
    expect(container.querySelector(".meter-value svg") !== null).toBe(standing !== "free");
    expect(screen.getByRole("meter", { name: "CPUs" }).getAttribute("aria-valuenow")).toBe(String(used));
  });

  test("says what a change makes of it, and has no bar where there is no limit", () => {
    render(<Meter what="memoryBytes" used={GiB} after={3 * GiB} allowed={4 * GiB} />);
    expect(screen.getByRole("meter").getAttribute("aria-valuetext")?.replaceAll("\u00a0", " ")).toBe("1 GiB, then 3 GiB of 4 GiB");
    const { container } = render(<Meter what="stacks" used={5} allowed={null} />);
    expect([container.querySelector("[role=meter]"), container.textContent]).toEqual([null, "Stacks5, no limit"]);
  });
});

test("a change that does not fit says what is too little, before it is sent", () => {
  const room = { project: "beamline", environment: "prod", used: { ...NOTHING_USED, cpus: 3 }, after: { ...NOTHING_USED, cpus: 5 } };
  render(<RoomSection room={{ ...room, allowed: { ...DEFAULT_QUOTA, cpus: 4 }, over: [{ what: "cpus", used: 3, asked: 2, allowed: 4 }] }} />);
  expect(screen.getByText(/CPUs: 3\sof\s4 are taken, and this takes 2 more\./)).toBeDefined();
});

describe("the list of quotas", () => {
  const near = project("near", { used: { ...NOTHING_USED, ports: 45 } });
  const own = project("own", { used: { ...NOTHING_USED, cpus: 9 }, override: { limits: {}, reason: "r", setBy: "root", setAt: 0 } });
  const idle = project("idle");
  const names = (text: string) => arrangeQuotas([near, own, idle], readQuotaState(new URLSearchParams(text))).map((one) => one.project);

  test("is filtered and sorted as the address says", () => {
    expect(names("")).toEqual(["idle", "near", "own"]);
    expect(names("sort=fullest")).toEqual(["near", "own", "idle"]);
    expect(names("sort=cpus")).toEqual(["own", "idle", "near"]);
    expect([names("only=tight"), names("only=own"), names("q=ID")]).toEqual([["near"], ["own"], ["idle"]]);
  });

  test.each(["?tab=quotas", "?tab=quotas&q=a&only=tight&sort=memoryBytes"])("writes the address that it reads: %s", (address) => {
    expect(writeQuotaState(readQuotaState(new URLSearchParams(address)))).toBe(address);
  });
});

describe("a quota while it is edited", () => {
  const base = { cpus: 1.5, memoryBytes: GiB / 3, stacks: null };

  test("keeps to the byte what was not touched", () => {
    expect(draftOf(base)).toEqual({ stacks: "none", services: "", containers: "", cpus: "1.5", memoryBytes: "0.333", ports: "" });
    expect(limitsOf(draftOf(base), base)).toEqual({ limits: base, faults: {} });
  });

  test("reads figures, no limit and nothing", () => {
    expect(limitsOf({ ...draftOf(base), stacks: "", ports: "-", cpus: "2,5", memoryBytes: "2" }, base).limits).toEqual({
      ports: null,
      cpus: 2.5,
      memoryBytes: 2 * GiB,
    });
    expect(placeholderOf("memoryBytes", DEFAULT_QUOTA)).toBe("128");
  });

  test("says what is wrong beside its field", () => {
    expect(limitsOf({ ...draftOf({}), stacks: "1.5", cpus: "x" }, {})).toEqual({
      limits: null,
      faults: { stacks: expect.any(String), cpus: expect.any(String) },
    });
  });
});

test("what will be too little first stands for all", () => {
  const quotas = [project("a", { used: { ...NOTHING_USED, stacks: 4 } }), project("b", { used: { ...NOTHING_USED, ports: 45 } })];
  expect(tightestOf(quotas)).toMatchObject({ project: "b", what: "ports", used: 45, standing: "near" });
  expect(tightestOf([])).toBeNull();
});
