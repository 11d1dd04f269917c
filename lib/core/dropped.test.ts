import { describe, expect, it } from "vitest";
import { makeService } from "@/lib/testing/stack-world";
import { droppedBy, keptOf } from "./dropped";

const services = [
  makeService("cache", { outside: 2 }),
  makeService("feed", { spec: { sidekickOf: "web" } }),
  makeService("old", { target: null }),
  makeService("web"),
];
const said = (names: string[], choices = {}) =>
  droppedBy(services, new Set(names), choices).map(({ service, sidekicks, choice }) => [service.name, ...sidekicks.map(({ name }) => name), choice]);

describe("services that a file does not have", () => {
  it("go unless they were kept before, sidekicks with their primary, and whoever is on the way out is not asked about", () => {
    expect(said(["db"])).toEqual([
      ["cache", "keep"],
      ["web", "feed", "remove"],
    ]);
  });

  it("follow what is said now", () => {
    expect(said(["db"], { cache: "remove", web: "keep" })).toEqual([
      ["cache", "remove"],
      ["web", "feed", "keep"],
    ]);
    expect(keptOf(droppedBy(services, new Set(), { web: "keep" })).map(({ name }) => name)).toEqual(["cache", "feed", "web"]);
  });

  it("leave no choice for a sidekick whose primary stays", () => {
    expect(said(["cache", "web"], { feed: "keep" })).toEqual([]);
  });

  it("are not mistaken for what every object has", () => {
    const odd = [makeService("constructor")];
    expect(droppedBy(odd, new Set(), {}).map(({ choice }) => choice)).toEqual(["remove"]);
  });
});
