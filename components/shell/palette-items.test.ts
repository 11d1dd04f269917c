import { describe, expect, it } from "vitest";
import { aService, aStack } from "@/components/stacks/fixtures";
import { crumbsOf } from "./crumbs";
import { paletteItems, search } from "./palette-items";

const member = { id: "1", username: "elvis", role: "user" } as const;
const stack = aStack("als", {
  services: [aService({ phase: "upgraded", oldKept: 2, scale: { value: 2, max: 10, blocked: null, warning: null } }), aService({ name: "db" })],
});
const items = paletteItems("prod", member, [stack, aStack("portal")]);
const found = (query: string) => search(items, query).map(({ label, hint }) => `${label} | ${hint}`);

describe("go to or do", () => {
  it("offers pages and stacks before anything is typed; Users and Engine to administrators only", () => {
    expect(found("")).toEqual([
      "Stacks | Page",
      "New stack | Page",
      "Secrets | Page",
      "Activity | Page",
      "Projects | Page",
      "Account | Page",
      "als | Stack",
      "portal | Stack",
    ]);
    expect(paletteItems("prod", { ...member, role: "admin" }, []).map(({ label }) => label)).toContain("Engine");
  });
  it("finds services and containers with words in any order", () => {
    expect(found("web als")[0]).toBe("web | Service of als");
    expect(found("als web-2")).toEqual(["web-2 | Container of als", "Open a shell | als/web-2"]);
  });
  it("offers only what is allowed now", () => {
    expect(found("confirm")).toEqual(["Confirm upgrade | als", "Confirm upgrade | als/web"]);
    expect(found("pause")).toEqual([]);
  });
  it("asks a second time before something is lost", () => {
    const confirm = search(items, "confirm als/web")[0];
    expect(confirm?.kind === "action" ? confirm.step?.question : null).toBe("Delete 2 old containers?");
  });
  it("stays small however many stacks there are", () => {
    const many = paletteItems(
      "prod",
      member,
      Array.from({ length: 500 }, (_, at) => aStack(`stack-${at}`)),
    );
    expect(search(many, "stack").length).toBe(40);
  });
});

describe("breadcrumb", () => {
  it.each([
    ["/prod/stacks", "Stacks"],
    ["/prod/stacks/new", "Stacks > New stack"],
    ["/prod/stacks/als", "Stacks > als"],
    ["/prod/stacks/als/services/web", "Stacks > als > web"],
    ["/prod/activity/abc", "Activity > Operation"],
    ["/prod/nowhere", ""],
  ])("%s", (pathname, words) => {
    const crumbs = crumbsOf(pathname);
    expect(crumbs.map(({ label }) => label).join(" > ")).toBe(words);
    expect(crumbs.at(-1)?.href ?? null).toBeNull();
  });
});
