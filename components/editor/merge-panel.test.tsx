// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import MergePanel from "./merge-panel";

const BASE = "services:\n  web:\n    image: web:1\n  db:\n    image: db:1\n";
const MINE = BASE.replace("web:1", "web:mine");
const side = (text: string, variables: Record<string, string> = {}, second = "") => ({ text, second, variables });

function open(theirs: string, wide: boolean) {
  vi.stubGlobal("matchMedia", () => Object.assign(new EventTarget(), { matches: wide, addListener() {}, removeListener() {} }));
  const onDone = vi.fn();
  const onCancel = vi.fn();
  const sides = { base: side(BASE), mine: side(MINE, { A: "1" }), theirs: side(theirs, { B: "2" }) };
  render(<MergePanel {...sides} theirName="revision 2 by ada" onDone={onDone} onCancel={onCancel} />);
  return { onDone, onCancel };
}
const done = () => fireEvent.click(screen.getByRole("button", { name: "Use the merged text" }));
const status = () => screen.getByRole("status", { name: "Merge status" }).textContent;

beforeEach(() => void vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run)));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe.each([
  ["side by side", true],
  ["in one text", false],
])("merging %s", (_name, wide) => {
  test("what only they changed is in already", () => {
    const { onDone } = open(BASE.replace("db:1", "db:theirs"), wide);
    expect(status()).toContain("1 change of theirs is in already. No line was changed by both.");
    expect(status()).toContain("1 difference left");
    done();
    expect(onDone).toHaveBeenCalledWith({ text: MINE.replace("db:1", "db:theirs"), second: "", variables: { A: "1", B: "2" } });
  });

  test("where both changed mine stands until theirs is taken", () => {
    const { onDone } = open(BASE.replace("web:1", "web:theirs"), wide);
    expect(status()).toContain("Both changed line 3; yours stands there.");
    fireEvent.click(screen.getByRole("button", { name: "Take theirs" }));
    expect(status()).toContain("Both are the same now.");
    done();
    expect(onDone.mock.calls[0]?.[0]).toMatchObject({ text: BASE.replace("web:1", "web:theirs") });
  });
});

test("the second file is merged as well, and where both changed it that is said", () => {
  vi.stubGlobal("matchMedia", () => Object.assign(new EventTarget(), { matches: true, addListener() {}, removeListener() {} }));
  const second = "web:\n  scale: 1\n  retain_ip: true\n  metadata:\n    a: b\n";
  const onDone = vi.fn();
  const mine = side(BASE, {}, second.replace("scale: 1", "scale: 2"));
  const theirs = side(BASE, {}, second.replace("scale: 1", "scale: 3").replace("a: b", "a: c"));
  render(<MergePanel base={side(BASE, {}, second)} mine={mine} theirs={theirs} theirName="revision 2 by ada" onDone={onDone} onCancel={() => {}} />);
  expect(status()).toContain("1 change of theirs is in already. Both changed line 2 of rancher-compose.yml; yours stands there.");
  done();
  expect(onDone.mock.calls[0]?.[0]).toMatchObject({ second: second.replace("scale: 1", "scale: 2").replace("a: b", "a: c") });
});

test("cancelling changes nothing", () => {
  const { onDone, onCancel } = open(BASE, true);
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onCancel).toHaveBeenCalled();
  expect(onDone).not.toHaveBeenCalled();
});
