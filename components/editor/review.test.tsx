// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AskReview, ReviewInput } from "@/lib/client/stack-actions";
import type { Issue, ReviewView } from "@/lib/core/views";
import { barSentence, issueCounts } from "./review-sentence";
import { LEAST_PAUSE_MS, useReview } from "./use-review";

vi.mock("@/lib/actions/stacks", () => ({}));

const input = (composeText: string): ReviewInput => ({ environment: "prod", stack: "als", isNew: true, composeText, variables: {}, strategy: null });
const view = (part: Partial<ReviewView> = {}): ReviewView => ({
  hash: "h",
  issues: [],
  variables: [],
  diff: [],
  plan: [],
  rendered: "",
  lines: 1,
  services: 1,
  ...part,
});
const issue = (severity: Issue["severity"], line: number) => ({ severity, line }) as Issue;

describe("a review", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A server that answers when told to, with the text it was asked about as its hash. */
  function server() {
    const asked: { text: string; answer: () => void }[] = [];
    const ask: AskReview = (question) =>
      new Promise((resolve) => asked.push({ text: question.composeText, answer: () => resolve({ ok: true, value: view({ hash: question.composeText }) }) }));
    return { asked, ask };
  }
  const render = (ask: AskReview) => renderHook(({ text }) => useReview(input(text), ask), { initialProps: { text: "a" } });
  const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

  test("is asked for when typing pauses, once", async () => {
    const { asked, ask } = server();
    const { rerender } = render(ask);
    await wait(LEAST_PAUSE_MS - 1);
    rerender({ text: "ab" });
    await wait(LEAST_PAUSE_MS - 1);
    expect(asked).toEqual([]);
    await wait(1);
    expect(asked.map(({ text }) => text)).toEqual(["ab"]);
  });

  test("of an older text is not shown", async () => {
    const { asked, ask } = server();
    const { result, rerender } = render(ask);
    await wait(LEAST_PAUSE_MS);
    rerender({ text: "ab" });
    await act(async () => asked[0]?.answer());
    expect(result.current.view).toBeNull();
    expect(result.current.checking).toBe(true);
    await wait(LEAST_PAUSE_MS);
    await act(async () => asked[1]?.answer());
    expect(result.current.view?.hash).toBe("ab");
    expect(result.current.checking).toBe(false);
  });

  test("counts only when a person asked, and only for that text", async () => {
    const { asked, ask } = server();
    const { result, rerender } = render(ask);
    await wait(LEAST_PAUSE_MS);
    await act(async () => asked[0]?.answer());
    expect(result.current.reviewed).toBe(false);
    await act(async () => void result.current.review());
    await act(async () => asked[1]?.answer());
    expect(result.current.reviewed).toBe(true);
    rerender({ text: "changed" });
    expect(result.current.reviewed).toBe(false);
  });

  test("with errors does not count", async () => {
    const ask: AskReview = async () => ({ ok: true, value: view({ hash: null, issues: [issue("error", 1)] }) });
    const { result } = render(ask);
    await act(async () => void (await result.current.review()));
    expect(result.current.view?.hash).toBeNull();
    expect(result.current.reviewed).toBe(false);
  });

  test("is asked for once, however often one typed while another was under way; a slow one makes the pauses longer", async () => {
    const { asked, ask } = server();
    const { rerender } = render(ask);
    await wait(LEAST_PAUSE_MS);
    for (const text of ["ab", "abc", "abcd"]) {
      rerender({ text });
      await wait(LEAST_PAUSE_MS);
    }
    await act(async () => asked[0]?.answer());
    expect(asked.map(({ text }) => text)).toEqual(["a", "abcd"]);
    await act(async () => asked[1]?.answer());
    await wait(1_000);
    expect(asked).toHaveLength(2);
    rerender({ text: "more" });
    await wait(LEAST_PAUSE_MS * 2);
    await act(async () => asked[2]?.answer());
    expect(asked).toHaveLength(3);
  });

  test("that the server could not give says so, keeps what was said last, and is asked for again by itself", async () => {
    let up = true;
    const { result, rerender } = render(async ({ composeText }) => {
      if (!up) throw new Error("offline");
      return { ok: true, value: view({ hash: composeText }) };
    });
    await wait(LEAST_PAUSE_MS);
    up = false;
    rerender({ text: "ab" });
    await wait(LEAST_PAUSE_MS);
    expect(result.current).toMatchObject({ lost: true, view: null, problem: null, latest: { hash: "a" } });
    up = true;
    await wait(3_000);
    expect(result.current).toMatchObject({ lost: false, view: { hash: "ab" } });
  });

  test("is not asked for a text that no request can carry", async () => {
    const { asked, ask } = server();
    const { result } = renderHook(() => useReview(input("x".repeat(1_100_000)), ask));
    await wait(LEAST_PAUSE_MS);
    expect(asked).toEqual([]);
    expect(result.current.problem).toMatchObject({ code: "INVALID_INPUT", data: { field: "Compose file" } });
  });
});

describe("the sentence of the bar", () => {
  const dropped = { ...issue("error", 1), rule: "stack.dropped" };
  const say = (issues: Issue[], part: { reviewed?: boolean; empty?: boolean } = {}) => {
    const { strong, rest } = barSentence({ view: view({ issues }), reviewed: false, checking: false, empty: false, ...part }, "deploy");
    return `${strong} ${rest}`;
  };
  test.each([
    ["1 error stops the deploy. Fix line 14, then review.", [issue("error", 14), issue("warning", 2)], {}],
    ["2 errors stop the deploy. The first is on line 3.", [issue("error", 9), issue("error", 3)], {}],
    ["The choice of what to keep stops the deploy. Choose again under No longer in the file, then review.", [dropped], {}],
    ["2 errors stop the deploy. The first is on line 9.", [dropped, issue("error", 9)], {}],
    ["1 warning, no errors. Review it before the first container starts.", [issue("warning", 3)], {}],
    ["Reviewed. Nothing has happened yet.", [], { reviewed: true }],
    ["Reviewed, with 1 warning. Nothing has happened yet.", [issue("warning", 1)], { reviewed: true }],
    ["Nothing to review yet. Paste a compose file, open one, or begin with an example.", [], { empty: true }],
  ])("%s", (sentence, issues, part) => expect(say(issues, part)).toBe(sentence));

  test("counts by weight", () => {
    expect(issueCounts([issue("notice", 1), issue("error", 1), issue("error", 2)])).toBe("2 errors, 1 note");
    expect(issueCounts([])).toBe("none");
  });
});
