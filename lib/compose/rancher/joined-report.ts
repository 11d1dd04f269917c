import type { Issue } from "@/lib/core/views";
import type { Entry, Node } from "../node";
import type { Spot } from "../place";
import { openReport, type Report } from "../report";

export const RANCHER_FILE = "rancher-compose.yml";

/** One report about two texts: a place that names the second file is judged and counted there. */
export interface JoinedReport extends Report {
  /** The second text's own. */
  readonly rancher: Report;
}

export function joinReports(main: Report, rancherText: string): JoinedReport {
  const rancher = openReport(rancherText);
  const of = (at: Partial<Spot>): Report => (at.file === undefined ? main : rancher);
  const named = (issue: Issue): Issue => ({ ...issue, file: RANCHER_FILE });
  return {
    rancher,
    text: main.text,
    lines: main.lines,
    textOf: (at) => of(at).text,
    error: (remark) => of(remark.at).error(remark),
    warning: (remark) => of(remark.at).warning(remark),
    notice: (remark) => of(remark.at).notice(remark),
    lineOf: (at) => `${of(at).lineOf(at)}${"file" in at && at.file !== undefined ? ` of ${at.file}` : ""}`,
    issues: () => [...main.issues(), ...rancher.issues().map(named)],
    get failed() {
      return main.failed || rancher.failed;
    },
    get full() {
      return main.full || rancher.full;
    },
  };
}

/** Every place of the tree says that it stands in the second text. */
export function stampFile<N extends Node>(node: N): N {
  const file = RANCHER_FILE;
  if (node.kind === "list") return { ...node, file, items: node.items.map(stampFile) };
  if (node.kind === "map") return { ...node, file, entries: node.entries.map((entry): Entry => ({ ...entry, file, value: stampFile(entry.value) })) };
  return { ...node, file };
}
