"use client";
import { useEffect, useRef, useState } from "react";

export interface Draft {
  /** Only for a stack that does not exist yet. */
  name: string;
  text: string;
  variables: Record<string, string>;
}

const SAVE_AFTER_MS = 400;

/** Drafts live in this tab only: a compose file and its variables can hold secrets, and the machine may be shared. */
export function readDraft(key: string): Draft | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

export function forgetDraft(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Storage can be switched off; then there was no draft either.
  }
}

function writeDraft(key: string, draft: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full or switched off: the text stays on the page.
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const { name, text, variables } = value as Record<string, unknown>;
  return (
    typeof name === "string" &&
    typeof text === "string" &&
    typeof variables === "object" &&
    variables !== null &&
    Object.values(variables).every((entry) => typeof entry === "string")
  );
}

export const sameDraft = (a: Draft, b: Draft): boolean => a.name === b.name && a.text === b.text && JSON.stringify(a.variables) === JSON.stringify(b.variables);

/** State that outlives a reload of the page. `restored` says that it came from an earlier visit; `discard` goes back to `initial`. */
export function useDraft(key: string, initial: Draft) {
  const [draft, setDraft] = useState(initial);
  const [restored, setRestored] = useState(false);
  const start = useRef(initial);
  start.current = initial;
  const ended = useRef(false);

  useEffect(() => {
    const kept = readDraft(key);
    ended.current = false;
    setDraft(kept ?? start.current);
    setRestored(kept !== null && !sameDraft(kept, start.current));
  }, [key]);

  useEffect(() => {
    const timer = setTimeout(() => {
      if (ended.current) return;
      if (sameDraft(draft, start.current)) forgetDraft(key);
      else writeDraft(key, draft);
    }, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [key, draft]);

  return {
    draft,
    change: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    restored,
    discard: () => {
      forgetDraft(key);
      setRestored(false);
      setDraft(start.current);
    },
    /** After a deploy: the draft became a revision. */
    end: () => {
      ended.current = true;
      forgetDraft(key);
    },
  };
}
