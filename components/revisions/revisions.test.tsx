// @vitest-environment happy-dom
import { fireEvent, render, screen } from "@testing-library/react";
import * as fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { comparedRevisions } from "@/components/stack/stack-tab";
import { pairsOf } from "@/components/ui/split-diff";
import { lineDiff } from "@/components/upgrade/line-diff";
import type { RevisionSummary, StackView } from "@/lib/core/views";
import { RevisionsTable } from "./revisions-table";
import { runningByRevision, runsWords } from "./runs";

afterEach(() => vi.restoreAllMocks());

const container = (label: string, revision: number, state = "running") => ({ label, revision, state });
const stack = {
  name: "als",
  environment: "dev",
  revision: 3,
  confirmedRevision: 2,
  services: [
    { name: "web", containers: [container("web-1", 3), container("web-2", 3, "paused"), container("web-1", 2, "exited")] },
    { name: "db", containers: [container("db-1", 1), container("db-2", 1, "missing")] },
  ],
} as unknown as StackView;
const revision = (number: number): RevisionSummary => ({
  number,
  author: "tin",
  message: number === 2 ? null : `number ${number}`,
  createdAt: 0,
  services: [{ name: "web", image: "r.example/als/web:v1", imageId: null, digest: null }],
});

describe("the list of revisions", () => {
  test("says which containers run which revision, stopped ones left out", () => {
    expect(runningByRevision(stack)).toEqual(
      new Map([
        [3, ["web-1", "web-2"]],
        [1, ["db-1"]],
      ]),
    );
    expect([runsWords(["a-1", "a-2", "a-3"]), runsWords(["a-1", "a-2", "a-3", "a-4"])]).toEqual(["a-1, a-2, a-3", "a-1, a-2 and 2 more"]);
  });

  test("compares the two that are chosen, older one first; a third takes the place of the first", () => {
    render(<RevisionsTable stack={stack} revisions={[3, 2, 1].map(revision)} />);
    const rows = screen.getAllByRole("row").map((row) => row.textContent);
    expect(rows[1]).toContain("3candidatenumber 3web:v1web-1, web-2");
    expect(rows[2]).toContain("2confirmedno message");
    const pick = (number: number) => fireEvent.click(screen.getByRole("checkbox", { name: `Compare revision ${number}` }));
    const link = () => screen.queryByRole("link", { name: /^Compare/ })?.getAttribute("href");
    pick(3);
    expect([link(), screen.getByRole("status", { name: "Comparison" }).textContent]).toEqual([
      undefined,
      "Revision 3 is chosen. Choose another one to compare it with.",
    ]);
    pick(1);
    expect(link()).toBe("/dev/stacks/als?tab=revisions&from=1&to=3");
    pick(2);
    expect(link()).toBe("/dev/stacks/als?tab=revisions&from=1&to=2");
  });

  test("of 500 draws a part", () => {
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(44);
    render(<RevisionsTable stack={stack} revisions={Array.from({ length: 500 }, (_, index) => revision(500 - index))} />);
    expect(document.querySelectorAll("tr[data-index]").length).toBeLessThan(400);
  });
});

test("an address compares only two numbers", () => {
  expect([comparedRevisions({ from: "2", to: "5" }), comparedRevisions({ from: "2" }), comparedRevisions({ from: "2", to: "x" })]).toEqual([
    { from: 2, to: 5 },
    null,
    null,
  ]);
});

test("side by side shows every line of both texts once, in order", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pairs = pairsOf(lineDiff(before, after));
      const side = (at: 0 | 1) => pairs.flatMap((pair) => (pair[at] ? [pair[at].text] : [])).join("\n");
      expect([side(0), side(1)]).toEqual([before, after]);
    }),
  );
});
