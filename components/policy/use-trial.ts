"use client";
import { useEffect, useRef, useState } from "react";
import type { AskTrial } from "@/lib/client/policy-actions";
import type { Problem } from "@/lib/core/errors";
import type { PolicyTrial } from "@/lib/core/policy-view";

export type TrialInput = Parameters<AskTrial>[0];

export interface Trial {
  /** The newest answer, perhaps of an older draft while `checking`. */
  answer: PolicyTrial | null;
  problem: Problem | null;
  checking: boolean;
}

const PAUSE_MS = 400;

/** Asks when typing pauses, one question at a time. `input` null: the draft cannot be asked about. */
export function useTrial(input: TrialInput | null, ask: AskTrial): Trial {
  const key = JSON.stringify(input);
  const [trial, setTrial] = useState<Omit<Trial, "checking"> & { key: string | null }>({ key: null, answer: null, problem: null });
  const present = useRef({ key, input });
  present.current = { key, input };
  const running = useRef<Promise<unknown>>(Promise.resolve());

  useEffect(() => {
    if (!present.current.input) return;
    const timer = setTimeout(() => {
      running.current = running.current.then(async () => {
        const { input: asked } = present.current;
        if (present.current.key !== key || !asked) return;
        const result = await ask(asked).catch(() => ({ ok: false as const, problem: { code: "UNKNOWN" as const, data: {} } }));
        if (present.current.key !== key) return;
        setTrial((before) => (result.ok ? { key, answer: result.value, problem: null } : { key, answer: before.answer, problem: result.problem }));
      });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key, ask]);

  return { answer: trial.answer, problem: trial.key === key ? trial.problem : null, checking: input !== null && trial.key !== key };
}
