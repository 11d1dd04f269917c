import { diffLines } from "diff";
import { containerText, type ServiceSpec } from "@/lib/core/spec";
import type { SpecDiff } from "@/lib/core/views";
import { renderService } from "./render";

/** What would change about one service. "unchanged" means that its containers stay: lines may still differ in scale and start order. */
export function diffSpecs(before: ServiceSpec | null, after: ServiceSpec | null): SpecDiff {
  const lines: SpecDiff["lines"] = [];
  let oldLine = 0;
  let newLine = 0;
  for (const part of diffLines(before ? renderService(before) : "", after ? renderService(after) : "")) {
    const sign = part.added ? "+" : part.removed ? "-" : " ";
    for (const text of part.value.replace(/\n$/, "").split("\n")) {
      if (part.value === "") continue;
      if (sign !== "+") oldLine += 1;
      if (sign !== "-") newLine += 1;
      lines.push({ sign, text, oldLine: sign === "+" ? null : oldLine, newLine: sign === "-" ? null : newLine });
    }
  }
  return { service: (after ?? before)?.name ?? "", change: changeOf(before, after), lines };
}

function changeOf(before: ServiceSpec | null, after: ServiceSpec | null): SpecDiff["change"] {
  if (!before) return after ? "new" : "unchanged";
  if (!after) return "removed";
  return containerText(before) === containerText(after) ? "unchanged" : "changed";
}
