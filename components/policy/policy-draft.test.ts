import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, type Policy } from "@/lib/core/policy";
import { draftOf, type PolicyDraft, policyOfDraft } from "./policy-draft";

const edited = (part: Partial<PolicyDraft>, base: Policy = DEFAULT_POLICY) => policyOfDraft({ ...draftOf(base), ...part }, base);
const figures = (part: Partial<PolicyDraft["figures"]>) => ({ figures: { ...draftOf(DEFAULT_POLICY).figures, ...part } });

const FULL: Policy = {
  ...DEFAULT_POLICY,
  moreHostPorts: [{ from: 61000, to: 61000 }],
  registries: ["docker.io", "registry.example.org:5000"],
  privateNamespaces: { "docker.io/tin63": ["tin63", "ada"] },
  bindRoots: [{ path: "/global/team", mode: "rw", users: ["ada"], projects: ["beamline"], uid: 80115, gid: null, groups: [1, 2] }],
  limits: { ...DEFAULT_POLICY.limits, memoryBytes: 123_456_789 },
};

describe("the form", () => {
  test.each([DEFAULT_POLICY, FULL])("changes nothing by being opened, not even a figure it shows rounded", (policy) => {
    const { policy: back, faults } = policyOfDraft(draftOf(policy), policy);
    expect(faults).toEqual({});
    expect(back).toEqual({ ...policy, capabilities: [...policy.capabilities].sort() });
  });

  test("takes figures in the units people think in", () => {
    const { policy } = edited(figures({ memory: "256", cpus: "1,5", file: "64", logSize: "0.5" }));
    expect([policy?.limits.memoryBytes, policy?.limits.cpus, policy?.composeBytes, policy?.limits.logMaxSizeBytes]).toEqual([
      256 * 1024 ** 2,
      1.5,
      65536,
      524288,
    ]);
  });

  test("takes several ranges, the first being where random ports come from", () => {
    const { policy } = edited({ ports: "61000-61010, 62000" });
    expect([policy?.hostPorts, policy?.moreHostPorts]).toEqual([{ from: 61000, to: 61010 }, [{ from: 62000, to: 62000 }]]);
  });

  test.each<[string, Partial<PolicyDraft>, string]>([
    ["no figure", figures({ memory: "much" }), "memory"],
    ["an empty figure", figures({ pids: "" }), "pids"],
    ["half a process", figures({ pids: "1.5" }), "pids"],
    ["no range", { ports: "60010-60000" }, "ports"],
    ["no range at all", { ports: "" }, "ports"],
    ["no protocol", { protocols: [] }, "protocols"],
    ["a namespace without a registry", { namespaces: [{ name: "tin63", users: "ada" }] }, "namespace-0"],
    ["a grant for nobody", { grants: [{ path: "/a", mode: "ro", users: "", projects: "", uid: "", gid: "", groups: "" }] }, "grant-0-users"],
    ["a grant for root", { grants: [{ path: "/a", mode: "ro", users: "ada", projects: "", uid: "0", gid: "1", groups: "" }] }, "grant-0-uid"],
  ])("%s is marked at its field", (_what, part, field) => {
    const { policy, faults } = edited(part);
    expect([policy, Object.keys(faults)]).toEqual([null, [field]]);
  });

  test("rows that were added and left empty say nothing", () => {
    const empty = { path: "", mode: "ro" as const, users: "", projects: "", uid: "", gid: "", groups: "" };
    expect(edited({ grants: [empty], namespaces: [{ name: " ", users: "" }] }).policy).toMatchObject({ bindRoots: [], privateNamespaces: {} });
  });
});
