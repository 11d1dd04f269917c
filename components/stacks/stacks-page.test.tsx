// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { useSyncExternalStore } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keys } from "@/lib/client/queries";
import { packList } from "@/lib/core/stack-list";
import { forReader } from "@/lib/core/stack-rights";
import type { NeedsYou, StackListView } from "@/lib/core/views";
import { aService, aStack } from "./fixtures";
import { StacksPage } from "./stacks-page";

const { confirmAction, rollBackAction, acceptOfferAction } = vi.hoisted(() => ({
  confirmAction: vi.fn(),
  rollBackAction: vi.fn(),
  acceptOfferAction: vi.fn(),
}));

vi.mock(
  "@/lib/actions/projects",
  () => new Proxy({}, { get: (_target, name) => (name === "then" ? undefined : name === "acceptOfferAction" ? acceptOfferAction : vi.fn()), has: () => true }),
);
// The server's side of the wire: what is asked of it is what these tests look at.
vi.mock("@/lib/actions/stacks", () => {
  const unasked = async () => {
    throw new Error("not asked for in these tests");
  };
  return {
    confirmAction,
    rollBackAction,
    reviewAction: unasked,
    deployAction: unasked,
    upgradeAction: unasked,
    pauseAction: unasked,
    resumeAction: unasked,
    startAction: unasked,
    stopAction: unasked,
    restartAction: unasked,
    scaleAction: unasked,
    removeAction: unasked,
  };
});

// Next's address hooks, on the test's own window: Next tells its hooks when history changes.
const watchers = new Set<() => void>();
vi.mock("next/navigation", () => ({
  usePathname: () => "/sandbox/stacks",
  useRouter: () => ({ push: () => {} }),
  useSearchParams: () =>
    new URLSearchParams(
      useSyncExternalStore(
        (tell) => {
          watchers.add(tell);
          return () => watchers.delete(tell);
        },
        () => window.location.search,
      ),
    ),
}));

const upgraded = aStack("als", {
  state: "upgraded",
  services: [
    aService({
      state: "upgraded",
      phase: "upgraded",
      oldKept: 3,
      running: 3,
      wanted: 3,
      image: "demo:v2",
      why: { kind: "upgrade-waits", since: 0, kept: 3, image: "demo:v2" },
    }),
    aService({ name: "db" }),
  ],
});
const waits: NeedsYou = {
  kind: "upgrade-waits",
  stack: "als",
  service: "web",
  since: Date.now() - 60_000,
  why: { kind: "upgrade-waits", since: 0, kept: 3, image: "demo:v2" },
  actor: null,
  operationId: null,
};
const stacks = [upgraded, aStack("portal"), aStack("asleep", { state: "inactive", health: "stopped" })];

function draw(list: StackListView = { stacks, needsYou: [waits] }) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.stacks("sandbox"), packList({ ...list }));
  client.setQueryData(keys.ownQuotas("sandbox"), []);
  return render(
    <QueryClientProvider client={client}>
      <StacksPage environment="sandbox" sample={{ name: "sample", composeText: "services: {}" }} />
    </QueryClientProvider>,
  );
}

const rows = () =>
  within(screen.getByRole("table", { name: "Stacks" }))
    .getAllByRole("row")
    .slice(1);
const firstWords = () => rows().map((row) => within(row).getAllByRole("link")[0]?.textContent);

beforeEach(() => {
  window.history.replaceState(null, "", "/sandbox/stacks");
  const replace = window.history.replaceState.bind(window.history);
  vi.spyOn(window.history, "replaceState").mockImplementation((...change) => {
    replace(...change);
    for (const tell of watchers) tell();
  });
});
afterEach(cleanup);

describe("the stack list", () => {
  it("says how things are in one sentence and in each row", () => {
    draw();
    expect(screen.getByText("3 stacks, 6 containers running. One thing needs you.")).toBeTruthy();
    expect(firstWords()).toEqual(["als", "portal", "asleep"]);
    const row = within(rows()[0] as HTMLElement);
    expect(row.getByRole("status", { name: "State" }).textContent).toBe("Upgraded");
    expect(row.getByRole("status", { name: "Health" }).textContent).toBe("Healthy");
    expect(rows()[0]?.textContent).toContain("4 of 4 + 3 old");
  });

  it("filters by word and chip, and writes both in the address", () => {
    draw();
    fireEvent.change(screen.getByRole("textbox", { name: "Filter stacks" }), { target: { value: "port" } });
    expect(firstWords()).toEqual(["portal"]);
    fireEvent.change(screen.getByRole("textbox", { name: "Filter stacks" }), { target: { value: "" } });
    fireEvent.click(screen.getByRole("button", { name: /^Stopped 1/ }));
    expect(firstWords()).toEqual(["asleep"]);
    expect(window.location.search).toBe("?state=stopped");
    fireEvent.change(screen.getByRole("textbox", { name: "Filter stacks" }), { target: { value: "zzz" } });
    fireEvent.click(screen.getByRole("button", { name: "Show all" }));
    expect(firstWords()).toHaveLength(3);
  });

  it("sorts by choice", () => {
    draw();
    fireEvent.change(screen.getByRole("combobox", { name: "Sort" }), { target: { value: "name" } });
    expect(firstWords()).toEqual(["als", "asleep", "portal"]);
  });

  it("opens a stack in place, and the address remembers it", () => {
    draw();
    fireEvent.click(screen.getByRole("button", { name: "Services of als" }));
    expect(firstWords()).toEqual(["als", "web", "db", "portal", "asleep"]);
    expect(window.location.search).toBe("?open=als");
    cleanup();
    draw();
    expect(screen.getByRole("button", { name: "Services of als" }).getAttribute("aria-expanded")).toBe("true");
  });

  it("shows one project alone, where there are several", () => {
    draw();
    expect(screen.queryByRole("combobox", { name: "Project" })).toBeNull();
    cleanup();
    draw({ stacks: [...stacks, aStack("ours", { project: "team" })], needsYou: [] });
    fireEvent.change(screen.getByRole("combobox", { name: "Project" }), { target: { value: "team" } });
    expect(firstWords()).toEqual(["ours"]);
    expect(window.location.search).toBe("?project=team");
  });

  it("teaches the next step when there is nothing", () => {
    draw({ stacks: [], needsYou: [] });
    expect(screen.getByRole("link", { name: "New stack" }).getAttribute("href")).toBe("/sandbox/stacks/new");
    expect(screen.getByRole("button", { name: "Try a sample stack" })).toBeTruthy();
    expect(screen.queryByRole("table")).toBeNull();
  });
});

describe("needs you", () => {
  const item = () => within(screen.getByRole("region", { name: "Needs you" }));
  const press = (name: string) => fireEvent.click(item().getByRole("button", { name }));

  it("says what, where, since when and why", () => {
    draw();
    expect(screen.getByRole("region", { name: "Needs you" }).textContent).toMatch(
      /Upgrade waits for your decision.*als\/web.*for 6\d\ss.*v2 runs healthy, 3 of 3\. The three old containers are kept until you decide\./,
    );
  });

  it("confirms in two steps, exactly the one service", async () => {
    confirmAction.mockResolvedValue({ ok: true, value: { operationId: "1" } });
    draw();
    press("Confirm upgrade");
    expect(confirmAction).not.toHaveBeenCalled();
    expect(item().getByText("Delete 3 old containers?")).toBeTruthy();
    await act(async () => press("Confirm upgrade"));
    expect(confirmAction).toHaveBeenCalledExactlyOnceWith({ environment: "sandbox", stack: "als", service: "web" });
  });

  it("offers a stack that waits to be taken over", async () => {
    acceptOfferAction.mockResolvedValue({ ok: true, value: undefined });
    draw({ stacks: [], needsYou: [], offers: [{ stack: "portal", environment: "sandbox", from: "als", to: "tin63", by: "anna", at: Date.now() }] });
    expect((await screen.findByText(/with its containers/)).textContent).toContain("From als to tin63");
    await act(async () => press("Accept the stack portal"));
    expect(acceptOfferAction).toHaveBeenCalledExactlyOnceWith({ environment: "sandbox", stack: "portal" });
  });

  it("shows whoever may not decide who may", () => {
    const actions = forReader({ ...upgraded, lacks: ["stack.deploy"] }).services;
    draw({ stacks: [{ ...upgraded, services: actions }], needsYou: [waits] });
    const button = item().getByRole("button", { name: "Confirm upgrade" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(button.title).toBe("Only an owner or a maintainer of the project, or an administrator, may deploy, upgrade, confirm and roll back.");
    press("Confirm upgrade");
    expect(item().queryByText("Delete 3 old containers?")).toBeNull();
  });

  it("says why a rollback was refused, and keeps the question", async () => {
    rollBackAction.mockResolvedValue({ ok: false, problem: { code: "ROLLBACK_IMPOSSIBLE", data: { service: "web", missing: ["port 60001"] } } });
    draw();
    press("Roll back");
    await act(async () => press("Roll back"));
    expect(item().getByRole("alert").textContent).toContain("web cannot go back");
    expect(item().getByRole("alert").textContent).toContain("port 60001");
    expect(item().getByText("Start the old 3 again?")).toBeTruthy();
  });
});
