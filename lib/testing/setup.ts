import { afterEach, beforeEach, vi } from "vitest";

// What is waited for comes when it comes: a second, as the libraries give it by themselves, is no promise of ours on a machine that
// has something else to do. A wait that never ends is ended by the time limit of its test.
const PATIENCE_MS = 60_000;
const waitFor = vi.waitFor;
vi.waitFor = (work, options) => waitFor(work, { timeout: PATIENCE_MS, interval: 10, ...(typeof options === "number" ? { timeout: options } : options) });
if (typeof document !== "undefined") (await import("@testing-library/react")).configure({ asyncUtilTimeout: PATIENCE_MS });

// A test that expects an error on the console says so with vi.spyOn(console, "error").mockImplementation(...); any other one fails it.
const unexpected: unknown[][] = [];
const record = (...words: unknown[]) => void unexpected.push(words);

beforeEach(() => {
  unexpected.length = 0;
  console.error = record;
});

afterEach(async () => {
  if (typeof document !== "undefined") (await import("@testing-library/react")).cleanup();
  const [first] = unexpected.splice(0);
  if (first) throw new Error(`unexpected console.error: ${first.map(String).join(" ")}`);
});
