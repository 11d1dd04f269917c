// @vitest-environment happy-dom
import { fireEvent, render, screen } from "@testing-library/react";
import * as fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { comparedRevisions } from "@/components/stack/stack-tab";
import { Diff } from "@/components/ui/diff";
import { partsOf } from "@/components/ui/folded";
import { pairsOf } from "@/components/ui/split-diff";
import { lineDiff } from "@/components/upgrade/line-diff";
import type { ReviewImage, RevisionSummary, RevisionView, StackView } from "@/lib/core/views";
import { findRevisions, readListState, writeListState } from "./find-revisions";
import { choiceOfThen, movedImages } from "./images-then";
import { MovedImages } from "./moved-images";
import { RevisionsTable } from "./revisions-table";
import { runningByRevision, runsWords } from "./runs";

vi.mock("next/navigation", () => ({ usePathname: () => "/dev/stacks/als", useSearchParams: () => new URLSearchParams() }));
afterEach(() => vi.restoreAllMocks());

const container = (label: string, revision: number, state = "running") => ({ label, revision, state, generation: state === "exited" ? "old" : "new" });
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
        [3, [{ label: "web-1" }, { label: "web-2" }, { label: "db-1", since: 1 }]],
        [1, [{ label: "db-1" }]],
      ]),
    );
    expect([runsWords(["a-1", "a-2", "a-3"].map((label) => ({ label }))), runsWords(["a-1", "a-2", "a-3", "a-4"].map((label) => ({ label })))]).toEqual([
      "a-1, a-2, a-3",
      "a-1, a-2 and 2 more",
    ]);
  });

  test("compares the two that are chosen, older one first; a third takes the place of the first", () => {
    render(<RevisionsTable stack={stack} revisions={[3, 2, 1].map(revision)} />);
    const rows = screen.getAllByRole("row").map((row) => row.textContent);
    expect(rows[1]).toContain("3candidatenumber 3web:v1web-1, web-2, db-1 since 1");
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

  test("is filtered by words in number, message, author and images", () => {
    const numbers = (query: string) => findRevisions([3, 2, 1].map(revision), query).map(({ number }) => number);
    expect([numbers(""), numbers(" TIN  number "), numbers("als/web:v1 3"), numbers("nothing")]).toEqual([[3, 2, 1], [3, 1], [3], []]);
    expect(writeListState(readListState(new URLSearchParams("tab=revisions&q=a b&revision=3")))).toBe("?tab=revisions&q=a+b");
    render(<RevisionsTable stack={stack} revisions={Array.from({ length: 9 }, (_, index) => revision(9 - index))} />);
    expect(screen.getByRole("textbox", { name: "Filter revisions" })).toBeDefined();
  });

  test("of 500 draws a part", () => {
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(44);
    render(<RevisionsTable stack={stack} revisions={Array.from({ length: 500 }, (_, index) => revision(500 - index))} />);
    expect(document.querySelectorAll("tr[data-index]").length).toBeLessThan(400);
  });
});

describe("images of a revision that is to be restored", () => {
  const then = { services: [{ name: "web", image: "r.example/web:v1", imageId: "sha256:old", digest: "r.example/web@sha256:d1" }] };
  const image = (part: Partial<ReviewImage>): ReviewImage => ({ service: "web", image: "r.example/web:v1", running: null, here: null, ...part });
  const here = (imageId: string) => image({ here: { imageId, digest: null } });
  const now = (one: ReviewImage, newest = {}) => movedImages(then, [one], newest).map((moved) => moved.now);

  test("are told apart from what their names mean now, unless the very same is chosen", () => {
    expect([now(here("sha256:old")), now(here("sha256:new")), now(image({})), now(image({ here: "unknown" }))]).toEqual([[], ["sha256:new"], [null], []]);
    const running = { image: "r.example/web:v1", imageId: "sha256:newer", digest: null };
    expect(now({ ...here("sha256:old"), running })).toEqual(["sha256:newer"]);
    expect(now({ ...here("sha256:new"), image: "r.example/web:v2" })).toEqual([]);
    const choice = choiceOfThen(movedImages(then, [image({})], {}));
    expect([choice, now(image({}), choice ?? {})]).toEqual([{ "r.example/web:v1": "sha256:d1" }, []]);
  });

  test("are offered in place of what the name means now", () => {
    const onNewest = vi.fn();
    const restore = { ...then, number: 4 } as unknown as RevisionView;
    const view = render(<MovedImages restore={restore} images={[here("sha256:new")]} newest={{}} onNewest={onNewest} />);
    expect(view.container.textContent).toContain("web:v1 may not be the image it was in revision 4");
    expect(view.container.textContent).toContain("web ran old; under the same name it would run new now.");
    fireEvent.click(screen.getByRole("button", { name: "Run the image of revision 4" }));
    expect(onNewest).toHaveBeenCalledWith({ "r.example/web:v1": "sha256:d1" });
    view.rerender(<MovedImages restore={restore} images={[here("sha256:old")]} newest={{}} onNewest={onNewest} />);
    expect(view.container.textContent).toBe("");
  });

  test("can be chosen only where a registry knows them all", () => {
    const [service] = then.services;
    const local = { services: service ? [{ ...service, digest: null }] : [] };
    expect(choiceOfThen(movedImages(local, [here("sha256:new")], {}))).toBeNull();
  });
});

test("an address compares only two numbers", () => {
  expect([comparedRevisions({ from: "2", to: "5" }), comparedRevisions({ from: "2" }), comparedRevisions({ from: "2", to: "x" })]).toEqual([
    { from: 2, to: 5 },
    null,
    null,
  ]);
});

describe("what did not change", () => {
  const lines = lineDiff(
    Array.from({ length: 20 }, (_, at) => `line ${at}`).join("\n"),
    Array.from({ length: 20 }, (_, at) => (at === 10 ? "other" : `line ${at}`)).join("\n"),
  );

  test("is folded but for what is near, and a fold opens where it stands", () => {
    const { container } = render(<Diff lines={lines} />);
    const shown = () => container.querySelectorAll(".diff-line").length;
    expect([screen.getAllByRole("button").map(({ textContent }) => textContent), shown()]).toEqual([["7 unchanged lines", "6 unchanged lines"], 8]);
    fireEvent.click(screen.getByRole("button", { name: "7 unchanged lines" }));
    expect([screen.getAllByRole("button").length, shown()]).toEqual([1, 15]);
    expect(container.textContent).toContain("line 0");
  });

  test("any text is shown or folded, each line once", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), fc.nat(4), (same, context) => {
        const parts = partsOf(same.length, (at) => same[at] ?? true, context);
        expect(parts.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual(same.map((_, at) => at));
        for (const { folded, from, to } of parts) if (folded) expect(same.slice(Math.max(0, from - context), to + context)).not.toContain(false);
      }),
    );
  });
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
