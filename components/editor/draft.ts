"use client";
import { useEffect, useRef, useState } from "react";
import { completeDraft, type Draft, forgetDraft, type KeptDraft, readDraft, sameDraft, writeDraft } from "./draft-store";

const SAVE_AFTER_MS = 400;

/**
 * State that outlives a reload of the page. `initial` is the text of revision `base`, which may move on while one edits.
 * A draft of this very revision is there again at once (`restored`); one of another revision is offered (`older`) and taken or discarded by hand.
 */
export function useDraft(key: string, initial: Draft, base: number | null = null) {
  const [draft, setDraft] = useState(initial);
  const [restored, setRestored] = useState(false);
  const [older, setOlder] = useState<KeptDraft | null>(null);
  const start = useRef({ initial, base });
  start.current = { initial, base };
  const ended = useRef(false);

  useEffect(() => {
    const { initial, base } = start.current;
    const found = readDraft(key);
    const kept = found && completeDraft(found, initial);
    ended.current = false;
    const isNews = kept !== null && !sameDraft(kept, initial);
    const fits = isNews && kept.base === base;
    setDraft(fits ? plain(kept) : initial);
    setRestored(fits);
    setOlder(isNews && !fits ? kept : null);
  }, [key]);

  /** An edit that is not kept yet, for a page that is left before its time has come. */
  const unkept = useRef<(() => void) | null>(null);
  useEffect(() => {
    const { initial, base } = start.current;
    const edited = !sameDraft(draft, initial);
    const keep = () => {
      unkept.current = null;
      if (ended.current) return;
      if (edited) writeDraft(key, { ...draft, base });
      else if (!older) forgetDraft(key);
    };
    unkept.current = edited ? keep : null;
    const timer = setTimeout(keep, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [key, draft, older]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: with another key it is another draft, and this one is left.
  useEffect(() => {
    const leave = () => unkept.current?.();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [key]);

  return {
    draft,
    /** Whether anything differs from the revision it was begun on. */
    edited: !sameDraft(draft, initial),
    change: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    restored,
    discard: () => {
      forgetDraft(key);
      setRestored(false);
      setDraft(start.current.initial);
    },
    older,
    /** Takes the offered draft; the revision it was begun on comes with it. */
    takeOlder: (): KeptDraft | null => {
      if (older) setDraft(plain(older));
      setOlder(null);
      return older;
    },
    discardOlder: () => {
      forgetDraft(key);
      setOlder(null);
    },
    /** After a deploy: the draft became a revision. */
    end: () => {
      ended.current = true;
      forgetDraft(key);
    },
  };
}

const plain = ({ base: _base, ...draft }: KeptDraft): Draft => draft;
