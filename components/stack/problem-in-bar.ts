import type { BarSentence } from "@/components/editor/review-sentence";
import type { Problem } from "@/lib/core/errors";
import { plain } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";

/** What went wrong, as one line beside the buttons. */
export function problemInBar(problem: Problem): BarSentence {
  const { what, why, next } = problemSentence(problem);
  // What is wrong with a field is the one thing to know there.
  return { tone: "broken", strong: `${plain(what)}.`, rest: plain(problem.code === "INVALID_INPUT" ? why : next) };
}
