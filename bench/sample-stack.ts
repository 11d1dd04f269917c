import { parseCompose } from "@/lib/compose/parse-compose";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { StackSpec } from "@/lib/core/spec";

export const IMAGE = "spindle/shell:1";

/** A stack of `count` idle services; another `revision` makes every one of them different. */
export function idleStack(count: number, revision = 1): string {
  const services = Array.from({ length: count }, (_, at) => `  s${at + 1}:\n    image: ${IMAGE}\n    environment: {REVISION: "${revision}"}\n`);
  return `services:\n${services.join("")}`;
}

/** What Spindle makes of a text: the raw client and the peers get the very same limits, capabilities, restart and log settings. */
export function specOf(composeText: string): StackSpec {
  const { spec, issues } = parseCompose(composeText, { stackName: "bench", variables: {}, policy: DEFAULT_POLICY });
  if (!spec) throw new Error(`the bench's own file is refused: ${JSON.stringify(issues)}`);
  return spec;
}
