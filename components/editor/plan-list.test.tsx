// @vitest-environment happy-dom
import { render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { PlanIcon, ReviewView } from "@/lib/core/review-views";
import { PlanList } from "./plan-list";
import { SpecDiffs } from "./spec-diffs";

const line = (icon: PlanIcon, service: string | null, text: string): ReviewView["plan"][number] => ({ icon, service, text });
const unchanged = (count: number) => Array.from({ length: count }, (_, at) => line("unchanged", `app${at}`, `app${at}: unchanged`));
const section = () => screen.getByRole("region", { name: "What will happen" });
const items = () => within(section()).getAllByRole("listitem", { hidden: true });

test("says first how many of what, then what to know before, service by service, and last what is done around them", () => {
  render(
    <PlanList
      plan={[
        line("network", null, "Private network inside"),
        line("pull", null, "Pulls web:2"),
        line("replace", "web", "web: 2 containers replaced one at a time, old ones stopped and kept"),
        line("new", "cache", "cache: new, 1 container"),
        line("network", "web", "web: host port 60010, as the file says"),
        line("remove", "old", "old: no longer in the file; it has no containers"),
        line("warning", null, "An upgrade of web is not decided on yet"),
        ...unchanged(2),
      ]}
    />,
  );
  expect(section().querySelector("p")?.textContent).toBe("1 replaced1 new1 removed2 unchanged");
  expect(items().map(({ textContent }) => textContent?.split(/[:,]/)[0])).toEqual([
    ...["An upgrade of web is not decided on yet", "web", "cache", "old", "app0", "app1", "Private network inside", "Pulls web", "web"],
  ]);
});

test("many that are left alone are one line that opens; one with something to say is not among them", () => {
  render(<PlanList plan={[...unchanged(19), line("unchanged", "db", "db: unchanged, stays stopped")]} />);
  expect(within(section()).getByText("19 services unchanged")).toBeTruthy();
  expect(section().querySelectorAll("details li")).toHaveLength(19);
  expect(items()[0]?.textContent).toBe("db: unchanged, stays stopped");
});

test("where no container is touched, that is the first thing said", () => {
  render(<PlanList plan={unchanged(2)} />);
  expect(section().textContent).toContain("No container is touched. The text is kept as the next revision.");
});

test("names with letters that mean something to a pattern are only names", () => {
  render(<PlanList plan={[line("replace", "a+b", "a+b: 1 container replaced")]} />);
  expect(section().textContent).toContain("a+b: 1 container replaced");
});

test("changes are said in words above the lines; whatever comes or goes as a whole is folded", () => {
  const lines = [{ sign: "+" as const, text: "image: web:2", oldLine: null, newLine: 1 }];
  render(
    <SpecDiffs
      diff={[
        { service: "new", change: "new", lines },
        { service: "web", change: "changed", words: ["image web:1 → web:2", "port 80 new"], lines },
        { service: "idle", change: "unchanged", words: ["scale 1 → 2"], lines },
        { service: "db", change: "unchanged", words: [], lines: [] },
      ]}
    />,
  );
  const changes = screen.getByRole("region", { name: "Changes" });
  expect(
    within(changes)
      .getAllByRole("heading")
      .map(({ textContent }) => textContent),
  ).toEqual(["web", "new", "idle"]);
  expect(changes.textContent).toContain("image web:1 → web:2 · port 80 new");
  expect(changes.querySelector("details")?.textContent).toContain("image: web:2");
  expect(changes.textContent).toContain("db: unchanged, left alone.");
});
