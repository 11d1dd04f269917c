// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { TwoStep } from "./two-step";

afterEach(cleanup);

const STEP = { question: "Delete 3 old containers?", keep: "Keep both", go: "Confirm upgrade" };
const draw = (onGo: (id: string) => unknown, blocked: string | null = null) =>
  render(<TwoStep actions={[{ id: "confirm", label: "Confirm upgrade", step: STEP, blocked }]} onGo={onGo} />);
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

describe("TwoStep", () => {
  it("asks before it does, and puts the keyboard on the decision", () => {
    const go = vi.fn();
    draw(go);
    press("Confirm upgrade");
    expect(go).not.toHaveBeenCalled();
    expect(screen.getByText("Delete 3 old containers?")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Confirm upgrade" }));
  });

  it("does it once, at the second press", async () => {
    const go = vi.fn(async () => {});
    draw(go);
    press("Confirm upgrade");
    await act(async () => press("Confirm upgrade"));
    expect(go).toHaveBeenCalledExactlyOnceWith("confirm", []);
    expect(screen.queryByText("Delete 3 old containers?")).toBeNull();
  });

  it.each(["Escape", "Keep both"])("%s keeps things as they are and returns to the first button", (way) => {
    const go = vi.fn();
    draw(go);
    press("Confirm upgrade");
    if (way === "Escape") fireEvent.keyDown(screen.getByRole("group"), { key: "Escape" });
    else press(way);
    expect(go).not.toHaveBeenCalled();
    expect(screen.queryByText("Delete 3 old containers?")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Confirm upgrade" }));
  });

  it("waits for the answer and ignores further presses meanwhile", async () => {
    let finish = () => {};
    const go = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    draw(go);
    press("Confirm upgrade");
    await act(async () => press("Confirm upgrade"));
    expect(screen.getByRole("button", { name: "Confirm upgrade" }).getAttribute("aria-busy")).toBe("true");
    press("Confirm upgrade");
    expect(go).toHaveBeenCalledTimes(1);
    await act(async () => finish());
    expect(screen.queryByText("Delete 3 old containers?")).toBeNull();
  });

  it("keeps the question when it failed, so that one can try again", async () => {
    draw(() => Promise.reject(new Error("no")));
    press("Confirm upgrade");
    await act(async () => press("Confirm upgrade"));
    expect(screen.getByText("Delete 3 old containers?")).toBeTruthy();
  });

  it("is off until everything that goes for good is ticked by name", async () => {
    const go = vi.fn(async () => {});
    const items = ["/data of db-1", "/data of db-2"].map((label, at) => ({ id: `volume-${at}`, label }));
    render(<TwoStep actions={[{ id: "confirm", label: "Confirm upgrade", step: STEP, ticks: { legend: "Tick each", items } }]} onGo={go} />);
    press("Confirm upgrade");
    const first = screen.getByRole("checkbox", { name: "/data of db-1" });
    expect(document.activeElement).toBe(first);
    fireEvent.click(first);
    press("Confirm upgrade");
    expect(go).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole("checkbox", { name: "/data of db-2" }));
    await act(async () => press("Confirm upgrade"));
    expect(go).toHaveBeenCalledExactlyOnceWith("confirm", ["volume-0", "volume-1"]);
  });

  it("a question that cannot be answered with yes any more stays, and says why", () => {
    const go = vi.fn();
    const { rerender } = draw(go);
    press("Confirm upgrade");
    rerender(<TwoStep actions={[{ id: "confirm", label: "Confirm upgrade", step: STEP, blocked: "Somebody decided already." }]} onGo={go} />);
    press("Confirm upgrade");
    expect(go).not.toHaveBeenCalled();
    expect(screen.getByRole("button", { name: "Confirm upgrade" }).title).toBe("Somebody decided already.");
  });

  it("a blocked button stays in sight, says why and does nothing", () => {
    draw(vi.fn(), "Nothing waits.");
    const button = screen.getByRole("button", { name: "Confirm upgrade" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(button.title).toBe("Nothing waits.");
    fireEvent.click(button);
    expect(screen.queryByRole("group")).toBeNull();
  });
});
