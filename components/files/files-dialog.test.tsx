// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { filesQuery } from "@/lib/client/files";
import type { FilesView } from "@/lib/core/files";
import { FilesDialog } from "./files-dialog";

/** Uploads that never end by themselves. */
const { stops } = vi.hoisted(() => ({ stops: [] as AbortSignal[] }));
vi.mock("@/lib/client/files", async (original) => ({
  ...(await original<typeof import("@/lib/client/files")>()),
  uploadFile: (_place: unknown, _wish: unknown, _onProgress: unknown, signal: AbortSignal) => {
    stops.push(signal);
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new DOMException("cancelled", "AbortError"))));
  },
}));

const PLACE = { environment: "prod", stack: "als", container: "c1" };
const EMPTY: FilesView = { path: "/", entries: [], truncated: false, writable: true, hasTar: true, fate: null };

afterEach(() => {
  cleanup();
  stops.length = 0;
});

function open() {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(EMPTY));
  const client = new QueryClient();
  client.setQueryData(filesQuery(PLACE, "/", null).queryKey, EMPTY);
  const onClose = vi.fn();
  const { unmount } = render(
    <QueryClientProvider client={client}>
      <FilesDialog place={PLACE} label="web-1" onClose={onClose} />
    </QueryClientProvider>,
  );
  onClose.mockImplementation(unmount);
  return onClose;
}

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const question = () => screen.queryByRole("group", { name: "Cancel transfers" });
async function upload(name: string) {
  const files = [new File(["1,2\n"], name)];
  await act(async () => void fireEvent.change(screen.getByLabelText("Files to upload"), { target: { files } }));
  await waitFor(() => expect(stops).toHaveLength(1));
}

test("closes at once where nothing is under way", () => {
  const onClose = open();
  press("Close");
  expect(onClose).toHaveBeenCalledOnce();
});

test("asks first while a transfer is under way, which closing would cancel", async () => {
  const onClose = open();
  await upload("scan.csv");
  press("Close");
  expect(onClose).not.toHaveBeenCalled();
  expect(question()?.textContent).toContain("scan.csv is still on its way. Closing cancels it.");
  press("Keep open");
  expect([question(), stops[0]?.aborted]).toEqual([null, false]);
  press("Close");
  press("Cancel and close");
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(stops[0]?.aborted).toBe(true);
});

test("no longer asks about what was cancelled meanwhile", async () => {
  const onClose = open();
  await upload("scan.csv");
  press("Close");
  press("Cancel the upload of scan.csv");
  await waitFor(() => expect(question()).toBeNull());
  press("Close");
  expect(onClose).toHaveBeenCalledOnce();
});
