// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readDraft, writeDraft } from "@/components/editor/draft-store";
import { keys } from "@/lib/client/queries";
import type { RevisionView, StackView } from "@/lib/core/views";
import { useEdit } from "./use-edit";

const KEY = "spindle.draft:u1:prod:als";
const revision = (number: number, composeText: string, author = "ada"): RevisionView => ({
  number,
  author,
  message: null,
  createdAt: number,
  composeText,
  rancherText: null,
  variables: { TOKEN: "hidden", WHO: "all" },
  services: [],
});
const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
for (const one of [revision(2, "two"), revision(1, "one", "tin")]) client.setQueryData(keys.revision("prod", "als", one.number), one);
const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
const stackAt = (number: number) => ({ name: "als", environment: "prod", revision: number }) as StackView;
const edit = (number = 1) => renderHook(({ at }) => useEdit({ stack: stackAt(at), restore: null, actorId: "u1" }), { initialProps: { at: number }, wrapper });
const settle = () => act(() => vi.runAllTimers());

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
  sessionStorage.clear();
});

describe("somebody deploys while I look", () => {
  test("the page follows when nothing was edited", () => {
    const { result, rerender } = edit();
    rerender({ at: 2 });
    expect(result.current).toMatchObject({ base: 2, moved: null, draft: { text: "two" } });
  });

  test("my text stays when it was, and who moved the stack is named", () => {
    const { result, rerender } = edit();
    act(() => result.current.change({ text: "mine" }));
    rerender({ at: 2 });
    expect(result.current).toMatchObject({ base: 1, draft: { text: "mine" }, moved: { number: 2, author: "ada" }, origin: { composeText: "one" } });
    act(() => result.current.merged({ text: "both", variables: {} }, 2));
    expect(result.current).toMatchObject({ base: 2, draft: { text: "both" }, moved: null });
  });

  test("going back by my own decision is no news", () => {
    const { result, rerender } = edit(2);
    act(() => result.current.change({ text: "mine" }));
    act(() => result.current.expect(1));
    rerender({ at: 1 });
    expect(result.current).toMatchObject({ base: 1, draft: { text: "mine" }, moved: null });
  });

  test("discarding mine takes theirs", () => {
    const { result, rerender } = edit();
    act(() => result.current.change({ text: "mine" }));
    rerender({ at: 2 });
    act(() => result.current.discard());
    expect(result.current).toMatchObject({ base: 2, draft: { text: "two" }, moved: null });
  });
});

describe("a draft", () => {
  test("of the present revision is there again at once", () => {
    const first = edit();
    act(() => first.result.current.change({ text: "mine" }));
    settle();
    first.unmount();
    expect(edit().result.current).toMatchObject({ restored: true, draft: { text: "mine" }, older: null });
  });

  test("of an older revision is offered, and brings its base along", () => {
    writeDraft(KEY, { name: "als", text: "mine", variables: { WHO: "me" }, base: 1 });
    const { result } = edit(2);
    expect(result.current).toMatchObject({ draft: { text: "two" }, older: { base: 1 }, moved: null });
    settle();
    expect(readDraft(KEY)?.text).toBe("mine");
    act(() => result.current.takeOlder());
    expect(result.current).toMatchObject({ base: 1, draft: { text: "mine" }, moved: { number: 2 } });
  });

  test("of an older revision goes when it is discarded", () => {
    writeDraft(KEY, { name: "als", text: "mine", variables: {}, base: 1 });
    const { result } = edit(2);
    act(() => result.current.discardOlder());
    expect(readDraft(KEY)).toBeNull();
    expect(result.current.older).toBeNull();
  });

  test("leaves values that look secret in the tab", () => {
    const { result } = edit();
    act(() => result.current.change({ variables: { TOKEN: "s3cret", DB_PASSWORD: "pw", WHO: "me" } }));
    settle();
    expect(localStorage.getItem(KEY)).toContain('"WHO":"me"');
    expect(JSON.stringify(Object.values({ ...localStorage }))).not.toMatch(/s3cret|pw/);
    expect(readDraft(KEY)?.variables).toEqual({ TOKEN: "s3cret", DB_PASSWORD: "pw", WHO: "me" });
  });

  test("opened in another tab has the secret values it was begun with", () => {
    writeDraft(KEY, { name: "als", text: "mine", variables: { TOKEN: "s3cret", WHO: "me" }, base: 1 });
    sessionStorage.clear();
    expect(edit().result.current.draft.variables).toEqual({ TOKEN: "hidden", WHO: "me" });
  });
});
