"use client";
import { useNow } from "@/lib/client/now";
import type { Why as WhyValue } from "@/lib/core/views";
import { type WhyContext, whySentence } from "@/lib/format/sentences";
import { Prose } from "./prose";

/** The one sentence of cause, counting down where it waits. */
export function Why({ why, view }: { why: WhyValue; view: WhyContext | null }) {
  const now = useNow();
  return <Prose>{whySentence(why, view, now)}</Prose>;
}
