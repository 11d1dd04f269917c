import type { Desk } from "./desk";
import type { StackDraft } from "./stack";

const WORDS = ["api", "app", "db", "kv", "lb", "util", "web"];
const SERVICE = new RegExp(`^(?:${WORDS.join("|")})(?:-?\\d+|-[a-z0-9-]+)?$`);

/** Spin's names, where the environment asks for them: hints, never refusals. */
export function hintNames(desk: Desk, { drafts, volumes }: StackDraft): void {
  if (!desk.policy.namingHints) return;
  for (const { spec, entry } of drafts)
    if (!SERVICE.test(spec.name)) {
      const message = `Services here are called ${WORDS.slice(0, -1).join(", ")} or ${WORDS.at(-1)}, with a suffix where there are several: ${spec.name} could be app-${spec.name}.`;
      desk.report.warning({ rule: "naming.service", at: entry, short: "unusual name", message });
    }
  const ending = `.${desk.stackName}`;
  for (const [name, { entry }] of volumes)
    if (!name.endsWith(ending)) {
      const message = `Volumes here are called <service>${ending}, so that one sees whose they are: ${name}${ending}, for example.`;
      desk.report.warning({ rule: "naming.volume", at: entry, short: "unusual name", message });
    }
}
