import type { DependencyCondition } from "@/lib/core/spec";
import type { Desk } from "../desk";
import { type Entry, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { eachField, flagOf, lineOf, listOf, wordOf, wrong } from "../values";
import type { Draft } from "./draft";
import { unused } from "./health";

const CONDITIONS = ["service_started", "service_healthy", "service_completed_successfully"] as const;

/** `[db, cache]`, or a map with conditions. */
export function readDependsOn(desk: Desk, node: Node, draft: Draft): void {
  if (isNull(node)) return;
  if (node.kind === "map") {
    for (const entry of node.entries) {
      const { condition, required } = isNull(entry.value) ? { condition: "service_started" as const, required: true } : readCondition(desk, entry);
      add(desk, draft, entry.key, condition, entry);
      if (!required) draft.optional.add(entry.key);
    }
    return;
  }
  for (const item of listOf(desk, node, "depends_on") ?? []) {
    const service = lineOf(desk, item, "depends_on");
    if (service !== undefined) add(desk, draft, service, "service_started", item);
  }
}

function add(desk: Desk, draft: Draft, service: string, condition: DependencyCondition, at: Spot): undefined {
  if (draft.spec.dependsOn.some((other) => other.service === service)) return wrong(desk, at, "depends_on", `${service} is named twice. Keep one.`);
  draft.spec.dependsOn.push({ service, condition });
  draft.dependencies.push({ service, at });
}

function readCondition(desk: Desk, dependency: Entry): { condition: DependencyCondition; required: boolean } {
  let required = true;
  let condition: DependencyCondition = "service_started";
  eachField(desk, dependency.value, "depends_on", {
    condition: (entry) => (condition = wordOf(desk, entry.value, "depends_on.condition", CONDITIONS) ?? condition),
    restart: (entry) => {
      if (flagOf(desk, entry.value, "depends_on.restart")) unused(desk, entry, "depends_on.restart", "A service is not restarted because another one was.");
    },
    required: (entry) => (required = flagOf(desk, entry.value, "depends_on.required") ?? true),
  });
  return { condition, required };
}
