"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { AskReview, ReviewInput } from "@/lib/client/stack-actions";
import type { Problem } from "@/lib/core/errors";
import type { ReviewView } from "@/lib/core/views";

export const TYPING_PAUSE_MS = 300;

interface Answer {
  key: string;
  view: ReviewView | null;
  problem: Problem | null;
  /** A person asked for this one. */
  explicit: boolean;
}

export interface Review {
  /** The answer for exactly the present input. */
  view: ReviewView | null;
  /** The newest answer, perhaps of an older text: keeps the side panel still while one types. */
  latest: ReviewView | null;
  problem: Problem | null;
  checking: boolean;
  reviewed: boolean;
  /** Asks at once. Answers the view when it is about the present input, else null. */
  review: () => Promise<ReviewView | null>;
}

/** Live diagnostics: asks when typing pauses, one question at a time; only an answer to the present text counts. `input` null: nothing to ask. */
export function useReview(input: ReviewInput | null, ask: AskReview): Review {
  const key = JSON.stringify(input);
  const present = useRef({ key, input });
  present.current = { key, input };
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [checking, setChecking] = useState(false);
  const running = useRef<Promise<Answer | null> | null>(null);

  const run = useCallback(
    async (explicit: boolean): Promise<Answer | null> => {
      // Server actions go one after the other: a question about an older text is left to end, and its answer ignored.
      while (running.current) await running.current;
      const { key, input } = present.current;
      if (!input) return null;
      setChecking(true);
      running.current = answerTo(ask, input, key, explicit);
      const fresh = await running.current;
      running.current = null;
      if (fresh?.key !== present.current.key) return null;
      setChecking(false);
      setAnswer((before) => (before?.key === fresh.key && before.explicit ? { ...fresh, explicit: true } : fresh));
      return fresh;
    },
    [ask],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key is what starts the clock again.
  useEffect(() => {
    if (!present.current.input) return;
    const timer = setTimeout(() => void run(false), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key, run]);

  const current = answer?.key === key ? answer : null;
  return {
    view: current?.view ?? null,
    latest: answer?.view ?? null,
    problem: current?.problem ?? null,
    checking,
    reviewed: current?.explicit === true && current.view?.hash != null && !current.view.room?.over.length,
    review: async () => (await run(true))?.view ?? null,
  };
}

async function answerTo(ask: AskReview, input: ReviewInput, key: string, explicit: boolean): Promise<Answer> {
  try {
    const result = await ask(input);
    return result.ok ? { key, view: result.value, problem: null, explicit } : { key, view: null, problem: result.problem, explicit };
  } catch {
    return { key, view: null, problem: { code: "UNKNOWN", data: {} }, explicit };
  }
}
