import type { BarSentence } from "@/components/editor/review-sentence";
import type { Problem } from "@/lib/core/errors";
import { plain } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";

/** What went wrong, as one line beside the buttons. */
export function problemInBar(problem: Problem): BarSentence {
  const { what, next } = problemSentence(problem);
  return { tone: "broken", strong: `${plain(what)}.`, rest: plain(next) };
}
