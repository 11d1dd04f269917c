import { type Change, diffLines } from "diff";
import { containerText, type ServiceSpec } from "@/lib/core/spec";
import type { SpecDiff } from "@/lib/core/views";
import { renderService } from "./render";

/** Two long texts that share nothing would take seconds; past this they are shown as replaced. */
const LONGEST_LOOK_MS = 100;

/** What would change about one service. "unchanged" means that its containers stay: lines may still differ in scale and start order. */
export function diffSpecs(before: ServiceSpec | null, after: ServiceSpec | null): SpecDiff {
  const lines = diffTexts(before ? renderService(before) : "", after ? renderService(after) : "");
  return { service: (after ?? before)?.name ?? "", change: changeOf(before, after), lines };
}

/** Every line of both texts with its sign and its number on each side. */
export function diffTexts(before: string, after: string): SpecDiff["lines"] {
  const lines: SpecDiff["lines"] = [];
  let oldLine = 0;
  let newLine = 0;
  for (const part of changesOf(withEnd(before), withEnd(after))) {
    const sign = part.added ? "+" : part.removed ? "-" : " ";
    for (const text of part.value.replace(/\n$/, "").split("\n")) {
      if (part.value === "") continue;
      if (sign !== "+") oldLine += 1;
      if (sign !== "-") newLine += 1;
      lines.push({ sign, text, oldLine: sign === "+" ? null : oldLine, newLine: sign === "-" ? null : newLine });
    }
  }
  return lines;
}

/** A last line without its end would count as changed. */
const withEnd = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

function changesOf(before: string, after: string): Pick<Change, "value" | "added" | "removed">[] {
  return (
    diffLines(before, after, { timeout: LONGEST_LOOK_MS }) ?? [
      { value: before, added: false, removed: true },
      { value: after, added: true, removed: false },
    ]
  );
}

export function changeOf(before: ServiceSpec | null, after: ServiceSpec | null): SpecDiff["change"] {
  if (!before) return after ? "new" : "unchanged";
  if (!after) return "removed";
  return containerText(before) === containerText(after) ? "unchanged" : "changed";
}
