"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { AskReview, ReviewInput } from "@/lib/client/stack-actions";
import type { Problem } from "@/lib/core/errors";
import type { ReviewView } from "@/lib/core/views";

/** A pause in typing is half as long as the last answer took, between these: a text that is dear to judge, or a server that has much to do, is asked less often. */
export const LEAST_PAUSE_MS = 40;
const MOST_PAUSE_MS = 400;
const ASK_AGAIN_MS = 3_000;
/** No request carries more, and no policy allows it. */
const MOST_BYTES = 1_000_000;

interface Answer {
  key: string;
  view: ReviewView | null;
  problem: Problem | null;
  /** There was no answer at all. */
  lost: boolean;
  /** A person asked for this one. */
  explicit: boolean;
}

export interface Review {
  /** The answer for exactly the present input. */
  view: ReviewView | null;
  /** The newest answer, perhaps of an older text: keeps the side panel still while one types. None where there is no text. */
  latest: ReviewView | null;
  problem: Problem | null;
  checking: boolean;
  /** The server could not be reached; it is asked again by itself. */
  lost: boolean;
  reviewed: boolean;
  /** Asks at once. Answers the view when it is about the present input, else null. */
  review: () => Promise<ReviewView | null>;
}

/** Live diagnostics: asks when typing pauses, one question at a time; only an answer to the present text counts. `input` null: nothing to ask. */
export function useReview(input: ReviewInput | null, ask: AskReview): Review {
  const key = JSON.stringify(input);
  const present = useRef({ key, input });
  present.current = { key, input };
  const [answer, setAnswer] = useState<(Answer & { latest: ReviewView | null }) | null>(null);
  const [checking, setChecking] = useState(false);
  const running = useRef<Promise<Answer> | null>(null);
  /** What the last answer was about, and how long it took. */
  const answered = useRef({ key: "", ms: 0 });

  const run = useCallback(
    async (explicit: boolean): Promise<Answer | null> => {
      // Server actions go one after the other: a question about an older text is left to end, and its answer ignored.
      while (running.current) await running.current;
      const { key, input } = present.current;
      if (!input || (!explicit && answered.current.key === key)) return null;
      setChecking(true);
      const start = performance.now();
      running.current = answerTo(ask, input, key, explicit);
      const fresh = await running.current;
      running.current = null;
      const isOfPresent = key === present.current.key;
      answered.current = { key: isOfPresent && !fresh.lost ? key : "", ms: performance.now() - start };
      if (!isOfPresent) return null;
      setChecking(false);
      setAnswer((before) => ({
        ...fresh,
        explicit: explicit || (before?.key === key && before.explicit),
        latest: fresh.view ?? (fresh.lost ? (before?.latest ?? null) : null),
      }));
      return fresh;
    },
    [ask],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key is what starts the clock again.
  useEffect(() => {
    if (!present.current.input) return;
    const timer = setTimeout(() => void run(false), Math.min(Math.max(answered.current.ms / 2, LEAST_PAUSE_MS), MOST_PAUSE_MS));
    return () => clearTimeout(timer);
  }, [key, run]);

  useEffect(() => {
    if (!answer?.lost) return;
    const timer = setTimeout(() => void run(false), ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [answer, run]);

  const current = answer?.key === key ? answer : null;
  return {
    view: current?.view ?? null,
    latest: input === null ? null : (answer?.latest ?? null),
    problem: current?.problem ?? null,
    checking,
    lost: current?.lost === true,
    reviewed: current?.explicit === true && current.view?.hash != null && !current.view.room?.over.length,
    review: async () => (await run(true))?.view ?? null,
  };
}

async function answerTo(ask: AskReview, input: ReviewInput, key: string, explicit: boolean): Promise<Answer> {
  const answer: Answer = { key, view: null, problem: null, lost: false, explicit };
  const bytes = key.length * 3 < MOST_BYTES ? 0 : new TextEncoder().encode(key).length;
  if (bytes > MOST_BYTES) return { ...answer, problem: { code: "INVALID_INPUT", data: { field: "Compose file", reason: tooLong(bytes) } } };
  try {
    const result = await ask(input);
    return result.ok ? { ...answer, view: result.value } : { ...answer, problem: result.problem };
  } catch {
    return { ...answer, lost: true };
  }
}

const tooLong = (bytes: number) => `with its variables it has ${Math.ceil(bytes / 1024)}\u00a0KiB, more than is read of any file`;
