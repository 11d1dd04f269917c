import type { Desk } from "../desk";
import type { Entry } from "../node";
import { readLabels } from "./environment";
import { unused } from "./health";

/** Checked like any, and not written on what the engine makes. */
export function readIdleLabels(desk: Desk, entry: Entry, field: string): void {
  if (Object.keys(readLabels(desk, entry.value, field)).length > 0) unused(desk, entry, field, "Containers get those under `labels` of their service.");
}
