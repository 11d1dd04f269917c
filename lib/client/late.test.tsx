// @vitest-environment happy-dom
import { act, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { late } from "./late";

const Greeting = ({ name }: { name: string }) => <p>Hello {name}</p>;

test("a part is loaded once, when it is near or first drawn, and drawn as soon as it is there", async () => {
  const load = vi.fn(async () => Greeting);
  const Part = late(load, () => <p>wait</p>);
  expect(load).not.toHaveBeenCalled();
  Part.near();
  Part.near();
  await act(async () => {});
  render(<Part name="ada" />);
  // No placeholder for what is there already.
  expect(screen.getByText("Hello ada")).toBeTruthy();
  expect(load).toHaveBeenCalledTimes(1);
});

test("its placeholder stands until then; what could not be loaded is asked for again by who wants it next", async () => {
  const load = vi.fn(async () => Greeting).mockRejectedValueOnce(new Error("the line is gone"));
  const Part = late(load, () => <p>wait</p>);
  const first = render(<Part name="ada" />);
  await act(async () => {});
  expect(screen.getByText("wait")).toBeTruthy();
  first.unmount();
  render(<Part name="tin" />);
  await act(async () => {});
  expect(screen.getByText("Hello tin")).toBeTruthy();
});
