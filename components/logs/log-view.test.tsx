// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ChannelEvents } from "@/lib/client/socket";
import type { KeptLine, KeptSource } from "@/lib/core/kept-logs";
import { levelOf } from "@/lib/core/log-level";
import { HOSTILE_SEQUENCES } from "@/lib/testing/hostile-sequences";
import { keptInMemory } from "@/lib/testing/kept-lines";
import { LogView } from "./log-view";

// A busy machine is not a fault of the page.
configure({ asyncUtilTimeout: 15_000 });

const stage = vi.hoisted(() => ({ events: null as unknown, kept: null as unknown, sent: [] as unknown[], told: new Set<() => void>(), height: 600 }));
const events = () => stage.events as ChannelEvents;

vi.mock("@/lib/client/live", () => {
  const socket = {
    open: (given: unknown) => {
      stage.events = given;
      return { ack: () => {}, input: (bytes: unknown) => stage.sent.push(bytes), resize: (...size: unknown[]) => stage.sent.push(size), close: () => {} };
    },
  };
  return { useSocket: () => socket };
});
vi.mock("@/lib/client/log-kept", async (original) => ({ ...(await original<object>()), keptReader: () => stage.kept }));
vi.mock("next/navigation", async () => {
  const { useSyncExternalStore } = await import("react");
  const search = () => window.location.search;
  const tell = (listener: () => void) => {
    stage.told.add(listener);
    return () => stage.told.delete(listener);
  };
  return { usePathname: () => "/dev/stacks/als/services/web", useSearchParams: () => new URLSearchParams(useSyncExternalStore(tell, search, search)) };
});

const moment = (second: number) => `2026-11-25T10:${String(Math.floor(second / 60)).padStart(2, "0")}:${String(second % 60).padStart(2, "0")}.000000000Z`;
const kept = (texts: string[], source = "k1", from = 0): KeptLine[] =>
  texts.map((text, n) => ({ source, n, at: moment(from + n), stream: "stdout", text, level: levelOf(text) }));
const source = (key: string, container: string, revision: number, to: string, lines: number): KeptSource => ({
  key,
  container,
  service: "web",
  label: "web-1",
  generation: revision,
  revision,
  from: moment(0),
  to,
  lines,
});

beforeEach(() => {
  // Nothing is laid out here, and a list of rows needs a height.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(() => stage.height);
  stage.height = 600;
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(1_000);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockImplementation(() => stage.height);
  localStorage.clear();
  stage.sent.length = 0;
  stage.kept = keptInMemory({ sources: [], lines: [] });
  for (const name of ["pushState", "replaceState"] as const) {
    const plain = window.history[name].bind(window.history);
    vi.spyOn(window.history, name).mockImplementation((...args) => {
      plain(...args);
      for (const listener of stage.told) listener();
    });
  }
  window.history.replaceState(null, "", "/dev/stacks/als/services/web?tab=logs");
});

/** A view of one running container, `web-1` of revision 2, that has written these lines. */
async function show(texts: string[], address = "?tab=logs", from = 600) {
  window.history.replaceState(null, "", `/dev/stacks/als/services/web${address}`);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <LogView environment="dev" stack="als" service="web" containers={null} />
    </QueryClientProvider>,
  );
  await waitFor(() => expect(stage.events).not.toBeNull());
  await act(async () => {
    events().message({ type: "opened", channel: 1, opened: { kind: "logs" } });
    events().message({ type: "source", channel: 1, source: 0, container: "c2", label: "web-1", generation: "new", revision: 2 });
    write(texts, from);
    events().message({ type: "caught-up", channel: 1 });
  });
  return screen.findByRole("log", { name: "Logs" });
}

const write = (texts: string[], from = 600) =>
  events().data({ source: 0, stream: "stdout", bytes: new TextEncoder().encode(texts.map((text, at) => `${moment(from + at)} ${text}\n`).join("")) });
const codes = (log: HTMLElement) => [...log.querySelectorAll("code")].map(({ textContent }) => textContent);
const filter = () => screen.getByRole("textbox", { name: "Filter lines" });

test("what is said between lines stands for no line", async () => {
  await show(["one"]);
  act(() => events().message({ type: "source-ended", channel: 1, source: 0, end: { code: 1, outOfMemory: false, times: 1 } }));
  expect(await screen.findByText(/^web-1 stopped/)).toBeTruthy();
  fireEvent.change(filter(), { target: { value: "zebra" } });
  expect(await screen.findByText("No line matches")).toBeTruthy();
  expect(filter().closest("label")?.textContent).toBe("0 of 1");
});

describe("what is asked", () => {
  test("stands in the address, and what an address says is asked", async () => {
    const log = await show(["one", "ERROR two", "three"], "?tab=logs&text=t&level=error");
    await waitFor(() => expect(codes(log)).toEqual(["ERROR two"]));
    expect(filter()).toHaveProperty("value", "t");
    expect(screen.getByRole("button", { name: /^Info/ }).getAttribute("aria-pressed")).toBe("false");
    fireEvent.click(screen.getByRole("button", { name: /^No level/ }));
    await waitFor(() => expect(codes(log)).toEqual(["ERROR two", "three"]));
    expect(window.location.search).toBe("?tab=logs&text=t&level=error,none");
    fireEvent.change(filter(), { target: { value: "/t$/" } });
    await waitFor(() => expect(screen.getByText("No line matches")).toBeTruthy());
    fireEvent.click(screen.getByRole("button", { name: "Show all lines" }));
    await waitFor(() => expect(codes(log)).toHaveLength(3));
    expect(window.location.search).toBe("?tab=logs");
    fireEvent.change(filter(), { target: { value: "/(/" } });
    expect(await screen.findByText("not a regex yet")).toBeTruthy();
  });

  test("of how lines look is remembered in the browser", async () => {
    const log = await show(["one"]);
    await waitFor(() => expect(within(log).getAllByRole("time")).toHaveLength(1));
    fireEvent.change(screen.getByRole("combobox", { name: "Timestamps" }), { target: { value: "off" } });
    fireEvent.keyDown(log, { key: "w" });
    await waitFor(() => expect(within(log).queryAllByRole("time")).toHaveLength(0));
    expect(log.className).toContain("is-wrapped");
    expect(JSON.parse(localStorage.getItem("spindle-log-view") ?? "")).toEqual({ times: "off", wrap: true, histogram: true });
  });
});

describe("kept lines", () => {
  test("come before the live ones, with a rule where the container was replaced; one that is gone can be chosen", async () => {
    stage.kept = keptInMemory({
      sources: [source("k1", "c1", 1, moment(2), 3), source("k2", "c2", 2, moment(601), 2)],
      lines: [...kept(["old one", "old two", "old three"]), ...kept(["new one", "new two"], "k2", 600)],
    });
    const log = await show(["new one", "new two"]);
    await waitFor(() => expect(codes(log)).toEqual(["old one", "old two", "old three", "new one", "new two"]));
    expect(within(log).getByText("web-1 replaced by revision 2")).toBeTruthy();
    expect(within(log).getAllByText("web-1 r1").length).toBeGreaterThan(2);
    expect(screen.getByRole("button", { name: "Choose containers" }).textContent).toContain("Gone 1");
    window.history.pushState(null, "", "?tab=logs&source=web-1@c1");
    await waitFor(() => expect(codes(log)).toEqual(["old one", "old two", "old three"]));
  });

  test("are searched: how far, how many, from hit to hit, and what is around one", async () => {
    const texts = Array.from({ length: 30 }, (_, n) => (n % 10 === 3 ? `hit ${n}` : `line ${n}`));
    stage.kept = keptInMemory({ sources: [source("k2", "c2", 2, moment(629), 30)], lines: kept(texts, "k2", 600) });
    const log = await show(texts.slice(-2), "?tab=logs", 628);
    await act(async () => write(["hit live"], 640));
    fireEvent.change(filter(), { target: { value: "hit" } });
    fireEvent.keyDown(filter(), { key: "Enter" });
    await waitFor(() => expect(codes(log)).toEqual(["hit 3", "hit 13", "hit 23", "hit live"]));
    expect(screen.getByText("Searched all that is kept: 3 earlier hits")).toBeTruthy();
    fireEvent.keyDown(log, { key: "N" });
    await waitFor(() => expect(log.querySelector(".is-marked")).not.toBeNull());
    fireEvent.keyDown(log, { key: "Enter" });
    const panel = await screen.findByRole("region", { name: "Line" });
    fireEvent.click(within(panel).getByRole("button", { name: "Show around" }));
    await waitFor(() => expect(window.location.search).toContain("&line=2026-11-25T10:"));
    await waitFor(() => expect(codes(log).length).toBeGreaterThan(10));
    expect(log.querySelector(".is-marked code")?.textContent).toContain("hit");
    fireEvent.click(screen.getByRole("button", { name: "Back to what matches" }));
    await waitFor(() => expect(window.location.search).toBe("?tab=logs&text=hit"));
  });

  test("are none where an environment keeps none, and that is said", async () => {
    stage.kept = keptInMemory({ sources: [], lines: [], keeping: false });
    await show(["one"]);
    expect(await screen.findByText(/Lines are not kept in this environment/)).toBeTruthy();
    expect(screen.getByRole("combobox", { name: "Lines from the end" })).toBeTruthy();
  });
});

test("a structured line opens as fields, by which can be filtered", async () => {
  const log = await show(['{"level":"info","user":{"name":"elvis"}}', '{"level":"info","user":{"name":"marta"}}']);
  await waitFor(() => expect(codes(log)).toHaveLength(2));
  fireEvent.click(log.querySelector("code") as Element);
  const fields = within(await screen.findByRole("table", { name: "Fields" }));
  expect(fields.getAllByRole("row").map((row) => row.textContent)).toEqual(["levelinfo", "user.nameelvis"]);
  fireEvent.click(fields.getByRole("button", { name: "Filter by user.name" }));
  await waitFor(() => expect(codes(log)).toEqual(['{"level":"info","user":{"name":"elvis"}}']));
  fireEvent.keyDown(screen.getByRole("region", { name: "Line" }), { key: "Escape" });
  expect(screen.queryByRole("region", { name: "Line" })).toBeNull();
  fireEvent.keyDown(log, { key: "Enter" });
  expect(screen.getByRole("region", { name: "Line" })).toBeTruthy();
  fireEvent.keyDown(log, { key: "Escape" });
  expect(screen.queryByRole("region", { name: "Line" })).toBeNull();
  // The keyboard is still in the list.
  fireEvent.click(log.querySelector("code") as Element);
  vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  vi.stubGlobal("isSecureContext", true);
  fireEvent.click(await screen.findByRole("button", { name: "Copy line" }));
  expect(await screen.findByRole("button", { name: "Copied" })).toBeTruthy();
  vi.unstubAllGlobals();
  fireEvent.keyDown(log, { key: "Escape" });
  expect(screen.queryByRole("region", { name: "Line" })).toBeNull();
});

test("a stretch of time that ends before it begins is not asked for, and says so", async () => {
  await show(["one"]);
  fireEvent.click(screen.getByRole("button", { name: "Time range" }));
  fireEvent.change(await screen.findByRole("textbox", { name: "Since" }), { target: { value: "-1m" } });
  fireEvent.change(screen.getByRole("textbox", { name: "Until" }), { target: { value: "-2m" } });
  fireEvent.click(screen.getByRole("button", { name: "Show range" }));
  expect(await screen.findByText("This is before Since. Put the earlier time first.")).toBeTruthy();
  expect(window.location.search).toBe("?tab=logs");
});

describe("B13: of 60 hostile sequences in a log", () => {
  test("none leaks back, none reaches title, address or clipboard, and none is more than text", async () => {
    expect(HOSTILE_SEQUENCES.length).toBe(60);
    // All of them are in sight.
    stage.height = 2_000;
    const clipboard = [vi.spyOn(navigator.clipboard, "writeText"), vi.spyOn(navigator.clipboard, "readText")];
    const before = { title: document.title, address: window.location.href };
    const log = await show([]);
    await act(async () => write([...HOSTILE_SEQUENCES.map((sequence) => `before ${sequence} after`.replaceAll("\n", " ")), "the last"], 700));
    await waitFor(() => expect(codes(log)).toHaveLength(HOSTILE_SEQUENCES.length + 1));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
    for (const text of codes(log)) expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    expect(log.querySelectorAll("a, script, img, iframe, input, style, [onclick], [href], [src]")).toHaveLength(0);
    expect(stage.sent).toEqual([]);
    expect(clipboard.map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
    expect({ title: document.title, address: window.location.href }).toEqual(before);
  });
});
