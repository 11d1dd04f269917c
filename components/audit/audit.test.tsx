// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { auditEntryQuery, auditKey, auditNamesQuery, type Book, firstAuditPage } from "@/lib/client/audit";
import { keys } from "@/lib/client/queries";
import type { AuditDetail, AuditLine } from "@/lib/core/audit";
import type { CastEvent } from "@/lib/core/recording";
import { AuditList } from "./audit-list";
import { LONGEST_PAUSE_S, shownBy, timelineOf } from "./cast-clock";
import { fieldTime, filterQuery, isoTime, readFilter } from "./filter";

const address = vi.hoisted(() => ({ query: "" }));
vi.mock("next/navigation", () => ({ usePathname: () => "/dev/admin", useSearchParams: () => new URLSearchParams(address.query) }));
vi.mock("./replay", () => ({ Replay: () => <p>the player</p> }));

afterEach(() => {
  cleanup();
  address.query = "";
});

const ALL: Book = { of: "all" };
const line = (number: number, over: Partial<AuditLine> = {}): AuditLine => ({
  number,
  at: 1_000,
  actor: "tin63",
  role: "user",
  address: "10.0.0.1",
  action: "stack.upgrade",
  outcome: "succeeded",
  endedAt: 2_000,
  stack: "shop",
  environment: "dev",
  subject: "shop",
  ...over,
});
const entry = (over: Partial<AuditDetail> = {}): AuditDetail => ({
  ...line(7),
  session: "s1",
  operationId: null,
  object: { kind: "stack", id: "x" },
  project: "tin63",
  before: '{\n  "scale": 1\n}',
  after: '{\n  "scale": 3\n}',
  hash: "a".repeat(64),
  previousHash: "b".repeat(64),
  result: null,
  recording: "none",
  ...over,
});

function show(lines: AuditLine[], query = "", details: AuditDetail[] = []) {
  address.query = query;
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } } });
  client.setQueryData(keys.environments, []);
  client.setQueryData(auditNamesQuery(ALL).queryKey, { people: ["tin63", "ada"], stacks: ["shop"] });
  client.setQueryData(auditKey(ALL, filterQuery(readFilter(new URLSearchParams(query)))), firstAuditPage({ lines, older: null }));
  for (const detail of details) client.setQueryData(auditEntryQuery(detail.number).queryKey, detail);
  render(
    <QueryClientProvider client={client}>
      <AuditList book={ALL} empty="Nothing yet." />
    </QueryClientProvider>,
  );
}

const replaced = () => vi.spyOn(window.history, "replaceState").mockImplementation(() => undefined);

describe("the list", () => {
  test("says who did what, and opens a row by its address", () => {
    show([line(7), line(6, { outcome: "unknown", subject: "db\u202e" })], "tab=audit&row=7", [entry()]);
    expect(screen.getByText(/upgraded/, { selector: "tr:first-child .audit-what" }).textContent).toBe("tin63 upgraded shop in dev");
    expect(screen.getByRole("button", { name: "Row 7" }).getAttribute("aria-expanded")).toBe("true");
    expect(screen.getByText("Unknown outcome", { selector: ".health span" })).toBeDefined();
    expect(screen.getByText("db\\u202e")).toBeDefined();
    const change = screen.getByRole("region", { name: "Before and after" });
    expect(change.textContent).toContain('"scale": 1');
    expect(change.textContent).toContain('"scale": 3');
  });

  test("shows a row of a link that its pages do not have yet", async () => {
    show([line(9)], "row=7", [entry({ recording: "here" })]);
    expect(screen.getByRole("heading", { name: "Row 7" })).toBeDefined();
    expect(await screen.findByText("the player")).toBeDefined();
  });

  test("puts filter and row into the address and keeps the tab", () => {
    const replace = replaced();
    show([line(7)], "tab=audit&outcome=failed");
    fireEvent.change(screen.getByRole("combobox", { name: "Person" }), { target: { value: "ada" } });
    expect(replace).toHaveBeenLastCalledWith(null, "", "/dev/admin?outcome=failed&person=ada&tab=audit");
    fireEvent.click(screen.getByRole("button", { name: "Row 7" }));
    expect(replace).toHaveBeenLastCalledWith(null, "", "/dev/admin?outcome=failed&tab=audit&row=7");
  });

  test("teaches what will stand here, and lets go of a filter that leaves nothing", () => {
    show([]);
    expect(screen.getByText("Nothing yet.")).toBeDefined();
    cleanup();
    const replace = replaced();
    show([], "tab=audit&person=nobody");
    expect((screen.getByRole("combobox", { name: "Person" }) as HTMLSelectElement).value).toBe("nobody");
    fireEvent.click(screen.getByRole("button", { name: "Show all" }));
    expect(replace).toHaveBeenLastCalledWith(null, "", "/dev/admin?tab=audit");
  });
});

test("times in fields and addresses are the same moment", () => {
  expect(fieldTime("2026-11-25T10:00:00.000Z", "Asia/Kathmandu")).toBe("2026-11-25T15:45");
  expect(isoTime("2026-11-25T15:45")).toBe("2026-11-25T10:00:00.000Z");
  expect([fieldTime("nonsense", "UTC"), isoTime("")]).toEqual(["", null]);
});

test("the time of a replay never runs back, shortens pauses, and any place in it can be found", () => {
  const gaps = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(gaps, fc.double({ min: 0, max: 1, noNaN: true }), (each, place) => {
      let at = 0;
      const events = each.map((gap): CastEvent => {
        at += gap;
        return [at, "o", "x"];
      });
      const timeline = timelineOf({ events });
      const times = timeline.events.map(({ shownAt }) => shownAt);
      expect(times.every((time, index) => time >= (times[index - 1] ?? 0) && time - (times[index - 1] ?? 0) <= LONGEST_PAUSE_S + 1e-9)).toBe(true);
      const seconds = place * timeline.length;
      expect(shownBy(timeline, seconds)).toBe(times.filter((time) => time <= seconds).length);
      expect(shownBy(timeline, timeline.length)).toBe(events.length);
    }),
  );
});
