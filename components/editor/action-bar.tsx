import type { ReactNode } from "react";
import { Icon, type IconName } from "@/components/ui/icon";
import type { BarSentence } from "./review-sentence";

const ICONS: Record<BarSentence["tone"], IconName> = { broken: "cross", person: "warning", well: "check-circle", progress: "ring", stopped: "dashed-circle" };

/** Stays in sight under the editor: what stops the submit or comes next, and the buttons that decide. */
export function ActionBar({ sentence, children }: { sentence: BarSentence; children: ReactNode }) {
  return (
    <div className="actionbar max-narrow:sticky max-narrow:bottom-0 max-narrow:z-[4] max-narrow:h-auto max-narrow:flex-wrap max-narrow:p-4">
      <Icon name={ICONS[sentence.tone]} spin={sentence.tone === "progress"} className={sentence.tone === "progress" ? "progress-c" : sentence.tone} />
      <span role="status" aria-label="Review status" className="min-w-0 flex-1">
        <b className="font-medium">{sentence.strong}</b> <span className="ink-2">{sentence.rest}</span>
      </span>
      <span className="row max-narrow:w-full max-narrow:flex-wrap max-narrow:gap-1.5 max-narrow:[&>.btn]:h-11 max-narrow:[&>.btn]:flex-auto max-narrow:[&>.btn]:px-2">
        {children}
      </span>
    </div>
  );
}
