import { maskEnvironmentText } from "@/lib/compose/mask-text";
import { type ParsedCompose, type ParseOptions, parseCompose } from "@/lib/compose/parse-compose";
import { type WithoutServices, withoutServices } from "@/lib/compose/remove-service";

/** One thing to be done with a text, as it travels to a thread. */
export type Task =
  | { kind: "read"; text: string; options: ParseOptions }
  | { kind: "mask"; text: string }
  | { kind: "without-services"; text: string; names: readonly string[] };

export function carryOut(task: Task): ParsedCompose | WithoutServices | string {
  if (task.kind === "read") return parseCompose(task.text, task.options);
  if (task.kind === "mask") return maskEnvironmentText(task.text);
  return withoutServices(task.text, task.names);
}
