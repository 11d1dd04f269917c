import { describe, expect, it } from "vitest";
import type { NeedsYou } from "@/lib/core/views";
import { arrange, rowsOf } from "./arrange";
import { aService, aStack } from "./fixtures";
import { readState, writeState } from "./list-state";

const change = (at: number) => ({ operationId: "1", kind: "deploy" as const, service: null, actor: "elvis", at, status: "succeeded" as const });
const stacks = [
  aStack("zeta", { lastChange: change(30) }),
  aStack("alpha", { state: "inactive", lastChange: change(10) }),
  aStack("mid", { state: "upgrading", lastChange: change(20), services: [aService({ name: "worker", image: "tin63/queue:3" })] }),
  aStack("hurt", { project: "cryoem" }),
];
const needs: NeedsYou[] = [{ kind: "unhealthy", stack: "hurt", service: "web", since: 0, why: { kind: "stopped" }, actor: null, operationId: null }];
const names = (state: Parameters<typeof arrange>[2]) => arrange(stacks, needs, state).stacks.map(({ name }) => name);

describe("arrange", () => {
  it("puts what needs a person first, then what moves, then what runs, then what is stopped", () => {
    expect(names({ query: "", group: null, sort: "needs" })).toEqual(["hurt", "mid", "zeta", "alpha"]);
  });
  it("sorts by name and by last change", () => {
    expect(names({ query: "", group: null, sort: "name" })).toEqual(["alpha", "hurt", "mid", "zeta"]);
    expect(names({ query: "", group: null, sort: "change" })).toEqual(["zeta", "mid", "alpha", "hurt"]);
  });
  it.each([
    ["ZET", ["zeta"]],
    ["cryoem", ["hurt"]],
    ["queue mid", ["mid"]],
    ["worker", ["mid"]],
    ["nothing like it", []],
  ])("finds %s", (query, wanted) => expect(names({ query, group: null, sort: "name" })).toEqual(wanted));
  it("filters by chip, and counts what the words match whatever chip is pressed", () => {
    const { stacks: found, counts } = arrange(stacks, needs, { query: "", group: "stopped", sort: "needs" });
    expect(found.map(({ name }) => name)).toEqual(["alpha"]);
    expect(counts).toEqual({ "needs-you": 1, "in-progress": 1, active: 1, stopped: 1 });
    expect(arrange(stacks, needs, { query: "mid", group: null, sort: "needs" }).counts).toEqual({ "needs-you": 0, "in-progress": 1, active: 0, stopped: 0 });
  });
  it("shows one project alone, and counts what it shows", () => {
    const ours = aStack("ours", { project: "als" });
    const { stacks: shown, counts: counted } = arrange([ours, ...stacks], needs, { query: "", group: null, sort: "needs", project: "als" });
    expect(shown).toEqual([ours]);
    expect(counted.active).toBe(1);
  });
  it("opens services below their stack, the last one marked", () => {
    const two = aStack("two", { services: [aService({ name: "a" }), aService({ name: "b" })] });
    expect(
      rowsOf([two, aStack("shut")], new Set(["two"])).map((row) => (row.kind === "service" ? `${row.service.name}${row.last ? " last" : ""}` : row.stack.name)),
    ).toEqual(["two", "a", "b last", "shut"]);
  });
});

describe("the list's state in the address", () => {
  it("goes there and back", () => {
    const state = { query: "a & b", group: "in-progress", sort: "name", project: "als-ops", open: new Set(["web", "als"]) } as const;
    const address = writeState(state);
    expect(address).toBe("?q=a+%26+b&state=in-progress&sort=name&project=als-ops&open=als,web");
    expect(readState(new URLSearchParams(address))).toEqual(state);
  });
  it("is empty at first sight and takes nonsense for that", () => {
    const first = readState(new URLSearchParams("state=moon&sort=sideways&open=,,"));
    expect(first).toEqual({ query: "", group: null, sort: "needs", project: null, open: new Set() });
    expect(writeState(first)).toBe("");
  });
});
