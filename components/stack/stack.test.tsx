// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, renderHook, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { useDraft } from "@/components/editor/draft";
import { forgetDraft, readDraft, writeDraft } from "@/components/editor/draft-store";
import { ACTIONS, transition } from "@/lib/core/lifecycle";
import type { StackView } from "@/lib/core/views";
import { shownActions } from "./lifecycle-buttons";
import { RemoveDialog } from "./remove-dialog";
import { nameInText, stackNameError } from "./stack-name";
import { withValue } from "./variables";

const removeAction = vi.hoisted(() => vi.fn());
vi.mock("@/lib/actions/stacks", () => ({
  confirmAction: vi.fn(),
  rollBackAction: vi.fn(),
  pauseAction: vi.fn(),
  resumeAction: vi.fn(),
  startAction: vi.fn(),
  stopAction: vi.fn(),
  restartAction: vi.fn(),
  reviewAction: vi.fn(),
  deployAction: vi.fn(),
  upgradeAction: vi.fn(),
  scaleAction: vi.fn(),
  removeAction,
}));

const stack = {
  name: "als",
  environment: "prod",
  services: [{ name: "web", containers: [{ state: "running", anonymousVolumes: [] }], endpoints: [{ port: 60001 }] }],
  volumes: [{ name: "data", present: true }],
  networks: [{ name: "default", present: true }],
} as unknown as StackView;

describe("removing", () => {
  const open = () =>
    render(
      <QueryClientProvider client={new QueryClient()}>
        <RemoveDialog stack={stack} service={null} onClose={() => {}} />
      </QueryClientProvider>,
    );

  test("needs the typed name, and takes only the volumes ticked", async () => {
    removeAction.mockResolvedValue({ ok: true, value: { operationId: "o" } });
    open();
    const button = await screen.findByRole("button", { name: "Remove" });
    fireEvent.click(button);
    expect(removeAction).not.toHaveBeenCalled();
    expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toContain("Volume data and its datakept");
    fireEvent.click(screen.getByRole("checkbox"));
    expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toContain("Volume data and its datadeleted");
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "als" } });
    fireEvent.submit(screen.getByRole("textbox").closest("form") as HTMLFormElement);
    await waitFor(() => expect(removeAction).toHaveBeenCalledWith({ environment: "prod", stack: "als", service: null, typedName: "als", volumes: ["data"] }));
  });
});

describe("a draft", () => {
  const first = { name: "", text: "", variables: {} };
  afterEach(() => forgetDraft("k"));

  test("outlives the page, and ends with the deploy", () => {
    vi.useFakeTimers();
    const page = renderHook(() => useDraft("k", first));
    act(() => page.result.current.change({ text: "services: {}" }));
    act(() => vi.runAllTimers());
    page.unmount();
    const again = renderHook(() => useDraft("k", first));
    expect(again.result.current.draft.text).toBe("services: {}");
    expect(again.result.current.restored).toBe(true);
    act(() => again.result.current.end());
    act(() => vi.runAllTimers());
    expect(readDraft("k")).toBeNull();
    vi.useRealTimers();
  });

  test("has the last keys too when the page is left at once", () => {
    const page = renderHook(() => useDraft("k", first));
    act(() => page.result.current.change({ text: "typed last" }));
    act(() => void window.dispatchEvent(new Event("pagehide")));
    expect(readDraft("k")?.text).toBe("typed last");
    act(() => page.result.current.change({ text: "and then left" }));
    page.unmount();
    expect(readDraft("k")?.text).toBe("and then left");
  });

  test("of this tab is not overwritten by another tab's; a new tab begins with the newest", () => {
    writeDraft("k", { ...first, text: "here", base: null });
    localStorage.setItem("k", JSON.stringify({ ...first, text: "another tab", base: null }));
    expect(readDraft("k")?.text).toBe("here");
    sessionStorage.clear();
    expect(readDraft("k")?.text).toBe("another tab");
  });

  test("that is damaged counts as none", () => {
    localStorage.setItem("k", '{"name":1}');
    expect(readDraft("k")).toBeNull();
    localStorage.setItem("k", "{");
    expect(readDraft("k")).toBeNull();
  });
});

test("a name says what is wrong with it", () => {
  expect(stackNameError("beamline-als")).toBeNull();
  for (const bad of ["", "a", "Beamline", "als-", "a_b", "x".repeat(41)]) expect(stackNameError(bad)).toMatch(/For example beamline-als\.$/);
  expect(nameInText('name: "als"\nservices:\n')).toBe("als");
});

test("an emptied variable falls back to its default", () => {
  expect(withValue({ A: "1", B: "2" }, "A", "")).toEqual({ B: "2" });
  expect(withValue({}, "A", "3")).toEqual({ A: "3" });
});

test.each([
  ["steady", true, ["restart", "stop"]],
  ["steady", false, ["start"]],
  ["upgrading", true, ["pause", "restart", "stop"]],
  ["paused", true, ["resume", "restart", "stop"]],
] as const)("%s, running %s: the buttons are %s", (phase, running, buttons) => {
  const actions = Object.fromEntries(ACTIONS.map((action) => [action, transition({ phase, running }, action)])) as StackView["actions"];
  expect(shownActions(actions)).toEqual(buttons);
});
