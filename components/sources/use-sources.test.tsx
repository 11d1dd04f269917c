// @vitest-environment happy-dom
import { cleanup, createEvent, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { SourceNote } from "./source-news";
import { useSources } from "./use-sources";
// Comes with the first file; here it is loaded beforehand, so that no test waits for it.
import "./read-files";

vi.mock("@/lib/actions/stacks", () => ({ mergeAction: vi.fn() }));
afterEach(cleanup);

function Page({ onOpen }: { onOpen: (source: unknown) => void }) {
  const sources = useSources("prod", onOpen);
  return (
    <div {...sources.dropTarget} data-testid="page">
      {sources.over && <p>Drop here</p>}
      {sources.news && <SourceNote news={sources.news} onClose={() => sources.tell(null)} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: stands for the editor, which takes drops of its own. */}
      <div data-testid="editor" onDrop={() => onOpen("the editor took it")} />
    </div>
  );
}
const transfer = (...files: File[]) => ({ dataTransfer: { types: files.length > 0 ? ["Files"] : ["text/plain"], files } });

test("a file dropped anywhere on the page is opened, and the editor below does not take it", async () => {
  const onOpen = vi.fn();
  render(<Page onOpen={onOpen} />);
  fireEvent.dragOver(screen.getByTestId("editor"), transfer(new File(["x"], "a.yml")));
  expect(screen.getByText("Drop here")).toBeTruthy();
  fireEvent.drop(screen.getByTestId("editor"), transfer(new File(["services:\n  a:\n    image: a:1\n"], "a.yml")));
  await waitFor(() => expect(onOpen).toHaveBeenCalledWith({ text: "services:\n  a:\n    image: a:1\n", name: "", variables: {}, notes: [] }));
  expect(onOpen).toHaveBeenCalledTimes(1);
  expect(screen.queryByText("Drop here")).toBeNull();
});

test("text dragged within the page is left to the editor", () => {
  const onOpen = vi.fn();
  render(<Page onOpen={onOpen} />);
  const event = createEvent.drop(screen.getByTestId("editor"), transfer());
  fireEvent(screen.getByTestId("editor"), event);
  expect(event.defaultPrevented).toBe(false);
  expect(onOpen).toHaveBeenCalledWith("the editor took it");
});

test("what cannot be opened says why, and can be put away", async () => {
  render(<Page onOpen={vi.fn()} />);
  fireEvent.drop(screen.getByTestId("page"), transfer(new File(["PK"], "a.zip")));
  expect((await screen.findByRole("alert")).textContent).toMatch(/Nothing was opened.*only tar and tar.gz/s);
  fireEvent.click(screen.getByRole("button", { name: "Put away" }));
  expect(screen.queryByRole("alert")).toBeNull();
});
