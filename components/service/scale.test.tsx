// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, test, vi } from "vitest";
import { exitWords } from "./exit-words";
import { serviceTab } from "./service-tab";
import { useOptimisticScale } from "./use-scale";

const scaleAction = vi.hoisted(() => vi.fn());
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
  scaleAction,
  removeAction: vi.fn(),
}));

const target = { environment: "prod", stack: "als", service: "web" };
function show(actual: number) {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  return renderHook(({ actual }) => useOptimisticScale(target, actual), { initialProps: { actual }, wrapper });
}

describe("the scale", () => {
  test("shows at once what was asked, and the truth when it comes", async () => {
    scaleAction.mockResolvedValue({ ok: true, value: { operationId: "o" } });
    const { result, rerender } = show(2);
    act(() => result.current.ask(5));
    expect(result.current.shown).toBe(5);
    await waitFor(() => expect(scaleAction).toHaveBeenCalledWith({ ...target, scale: 5 }));
    rerender({ actual: 5 });
    expect(result.current.shown).toBe(5);
    rerender({ actual: 4 });
    expect(result.current.shown).toBe(4);
  });

  test("goes back when it is refused, and says why", async () => {
    const problem = { code: "SCALE_IMPOSSIBLE", data: { service: "web", reason: "fixed-port", limit: 1 } };
    scaleAction.mockResolvedValue({ ok: false, problem });
    const { result } = show(1);
    act(() => result.current.ask(3));
    expect(result.current.shown).toBe(3);
    await waitFor(() => expect(result.current.problem).toEqual(problem));
    expect(result.current.shown).toBe(1);
  });
});

test("an exit is told in words", () => {
  expect(exitWords({ state: "exited", exitCode: 0, oomKilled: false })).toBe("exit 0, no error");
  expect(exitWords({ state: "exited", exitCode: 137, oomKilled: true })).toBe("exit 137, out of memory");
  expect(exitWords({ state: "exited", exitCode: 42, oomKilled: false })).toBe("exit 42, ended with an error");
  expect(exitWords({ state: "running", exitCode: null, oomKilled: false })).toBeNull();
});

test("the upgrade tab opens by itself while there is one, and is not there otherwise", () => {
  expect(serviceTab({ phase: "upgraded" }, null)).toBe("upgrade");
  expect(serviceTab({ phase: "steady" }, "upgrade")).toBe("containers");
  expect(serviceTab({ phase: "steady" }, "shell")).toBe("shell");
});
