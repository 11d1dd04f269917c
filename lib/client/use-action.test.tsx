// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, test, vi } from "vitest";
import type { ActionResult } from "@/lib/actions/result";
import { problemOf } from "@/lib/core/errors";
import { answerProofs } from "./prove-again";
import { useAction } from "./use-action";

const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>;
const STALE: ActionResult<string> = { ok: false, problem: { code: "REAUTHENTICATE", data: { ways: ["password"], provider: null } } };

/** An action that wants to know once more who asks, `times` times. */
function wary(times: number) {
  let left = times;
  return vi.fn(async (_input: { name: string }): Promise<ActionResult<string>> => {
    left -= 1;
    return left >= 0 ? STALE : { ok: true, value: "done" };
  });
}

const run = (action: ReturnType<typeof wary>) => renderHook(() => useAction(action), { wrapper }).result.current.mutateAsync({ name: "as typed" });

describe("an action that wants to know once more who asks", () => {
  test("is sent again as it was, once the person proved it", async () => {
    const ask = vi.fn(async () => true);
    const stop = answerProofs(ask);
    const action = wary(1);
    expect(await run(action)).toBe("done");
    expect(ask).toHaveBeenCalledExactlyOnceWith({ ways: ["password"], provider: null });
    expect(action.mock.calls).toEqual([[{ name: "as typed" }], [{ name: "as typed" }]]);
    stop();
  });

  test("is not sent again by who would rather not, nor asked about for ever, nor where nobody asks", async () => {
    const code = (work: Promise<unknown>) =>
      work.then(
        () => null,
        (error) => problemOf(error).code,
      );
    const stop = answerProofs(async () => false);
    const refused = wary(1);
    expect(await code(run(refused))).toBe("REAUTHENTICATE");
    expect(refused).toHaveBeenCalledTimes(1);
    stop();

    const ask = vi.fn(async () => true);
    const stopAsking = answerProofs(ask);
    const endless = wary(5);
    expect(await code(run(endless))).toBe("REAUTHENTICATE");
    expect([endless.mock.calls.length, ask.mock.calls.length]).toEqual([2, 1]);
    stopAsking();

    expect(await code(run(wary(1)))).toBe("REAUTHENTICATE");
  });
});
