import { afterEach, beforeEach } from "vitest";

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
