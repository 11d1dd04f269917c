"use client";
import { useState } from "react";
import { useScale as useScaleAction } from "@/lib/client/stack-actions";
import type { Problem } from "@/lib/core/errors";

interface Asked {
  value: number;
  /** What the server said when it was asked: once it says something else, the asking is over. */
  before: number;
}

/** The wanted scale, shown as asked before the server has taken it; a refusal puts it back and says why. */
export function useOptimisticScale(target: { environment: string; stack: string; service: string }, actual: number) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const action = useScaleAction();
  const open = asked !== null && asked.before === actual && !action.error;
  return {
    shown: open ? asked.value : actual,
    pending: action.isPending,
    problem: (action.error?.problem ?? null) as Problem | null,
    ask: (value: number) => {
      if (value === actual && !open) return;
      action.reset();
      setAsked({ value, before: actual });
      action.mutate({ ...target, scale: value });
    },
  };
}
