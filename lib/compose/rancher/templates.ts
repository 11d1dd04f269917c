import type { Report } from "../report";

const ACTION = /\{\{-?\s*(?:if|range|end|else|with|template|define|block|print\w*|[.$][\w.]*)\b[^\n]*?\}\}/g;
const OFF = /^\uFEFF?#\s*notemplating\b/;

/** Rancher ran both files through Go templates first; what they say depends on answers that only its catalog had. */
export function refuseTemplates(report: Report): void {
  if (OFF.test(report.text)) return;
  for (const match of report.text.matchAll(ACTION)) {
    const at = { path: "(document)", from: match.index, to: match.index + match[0].length };
    const message =
      "Rancher filled this in before reading the file, and nothing does so here. Write the value, or a variable. Where the braces are meant as they are, put `# notemplating` in the first line.";
    report.error({ rule: "rancher.template", at, short: "template", message });
  }
}
