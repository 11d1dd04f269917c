// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { VariablesTable } from "./variables-table";

afterEach(cleanup);

const variable = (name: string) => ({ name, value: null, default: null, usedBy: ["web"] });
function open(values: Record<string, string> = {}) {
  const onChange = vi.fn();
  const onMany = vi.fn();
  render(<VariablesTable variables={[variable("TAG"), variable("DB_PASSWORD")]} values={values} onChange={onChange} onMany={onMany} />);
  return { onChange, onMany };
}

test("a value that looks secret is masked until it is asked for", () => {
  open({ TAG: "v1", DB_PASSWORD: "hunter2" });
  const field = screen.getByRole("textbox", { name: "DB_PASSWORD" });
  expect(field.className).toContain("masked");
  expect(screen.getByLabelText("TAG").className).not.toContain("masked");
  fireEvent.click(screen.getByRole("button", { name: "Show DB_PASSWORD" }));
  expect(field.className).not.toContain("masked");
});

test("one without a value says so at its field", () => {
  open({ TAG: "v1" });
  expect(screen.getByRole("textbox", { name: "DB_PASSWORD" }).getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText("1 without a value")).toBeTruthy();
});

test("the text of a .env that is pasted into one field fills them all; a plain value stays a value", () => {
  const { onMany } = open();
  const paste = (text: string) => fireEvent.paste(screen.getByLabelText("TAG"), { clipboardData: { getData: () => text } });
  paste("just a value");
  expect(onMany).not.toHaveBeenCalled();
  paste("TAG=v2\nDB_PASSWORD='a b'\n");
  expect(onMany).toHaveBeenCalledWith({ TAG: "v2", DB_PASSWORD: "a b" });
});

test("by keyboard the text goes into a field of its own", () => {
  const { onMany } = open();
  fireEvent.click(screen.getByRole("button", { name: "Paste .env" }));
  fireEvent.change(screen.getByLabelText("Text of a .env file"), { target: { value: "TAG=v3\nwhat" } });
  expect(screen.getByText(/^1 found, 1\sline not understood/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Fill in" }));
  expect(onMany).toHaveBeenCalledWith({ TAG: "v3" });
});
