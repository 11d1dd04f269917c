import { expect, test, vi } from "vitest";
import { Shown } from "./shown";

test("stays the same object while nothing in it is different, and counts every change", () => {
  const list = [1];
  const shown = new Shown({ list, name: "a" });
  const first = shown.value();
  const heard = vi.fn();
  const stop = shown.subscribe(heard);
  shown.tell({ list, name: "a" });
  expect([shown.value() === first, shown.version(), heard.mock.calls.length]).toEqual([true, 1, 1]);
  shown.tell({ list: [1], name: "a" });
  expect([shown.value() === first, shown.version()]).toEqual([false, 2]);
  stop();
  shown.close();
  shown.tell({ list, name: "b" });
  expect([shown.value().name, heard.mock.calls.length]).toEqual(["b", 2]);
});
