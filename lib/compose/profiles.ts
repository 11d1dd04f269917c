import type { Desk } from "./desk";
import type { StackDraft } from "./stack";

/** As Compose has it, but the value is the stack's own, never the server's. */
const PROFILES = "COMPOSE_PROFILES";

/** What the stack switches on, names with commas between; asked for beside the file as soon as a service has profiles. */
function switchedOn(desk: Desk, { drafts }: StackDraft): string[] {
  const values = drafts.filter(({ profiles }) => profiles.length > 0).map(({ entry }) => desk.offer(PROFILES, entry));
  return (values[0] ?? "").split(",").map((name) => name.trim());
}

/** Services with profiles of which none is switched on are checked like the others and then left out. `chosen` overrules the stack's own variable. */
export function leaveOut(desk: Desk, stack: StackDraft, chosen: readonly string[] | undefined): void {
  const active = chosen ?? switchedOn(desk, stack);
  const isOn = ({ profiles }: StackDraft["drafts"][number]) =>
    profiles.length === 0 || active.includes("*") || profiles.some(({ profile }) => active.includes(profile));
  stack.leftOut = stack.drafts.filter((draft) => !isOn(draft));
  stack.drafts = stack.drafts.filter(isOn);
  for (const { spec, entry, profiles } of stack.leftOut) {
    const words = profiles.map(({ profile }) => profile).join(" or ");
    const message = `${spec.name} is left out: it runs only with the profile ${words}, which is not switched on. Name it in the variable ${PROFILES}, or remove \`profiles\` to run it always.`;
    desk.report.notice({ rule: "compose.left-out", at: profiles[0]?.at ?? entry, short: "left out", message });
  }
  const [first] = stack.leftOut;
  if (stack.drafts.length > 0 || !first) return;
  const message =
    "Every service of this file has a profile and none is switched on, so nothing would run. Name one in the variable COMPOSE_PROFILES, or remove `profiles` from a service.";
  desk.report.error({ rule: "compose.profiles", at: first.profiles[0]?.at ?? first.entry, short: "nothing would run", message });
}

/** A service that may be missing and is, is not waited for. */
export function dropOptional(desk: Desk, { drafts }: StackDraft): void {
  const names = new Set(drafts.map(({ spec }) => spec.name));
  for (const draft of drafts) {
    const gone = draft.dependencies.filter(({ service }) => draft.optional.has(service) && !names.has(service));
    if (gone.length === 0) continue;
    draft.dependencies = draft.dependencies.filter((dependency) => !gone.includes(dependency));
    draft.spec.dependsOn = draft.spec.dependsOn.filter((dependency) => !gone.some(({ service }) => service === dependency.service));
    for (const { service, at } of gone)
      desk.report.notice({
        rule: "compose.unused",
        at,
        short: "no effect",
        message: `${service} is not part of what runs, so ${draft.spec.name} does not wait for it.`,
      });
  }
}

/** Why a service that another one names is not there. */
export function whyMissing(stack: StackDraft, service: string): string {
  return stack.leftOut.some(({ spec }) => spec.name === service)
    ? `${service} is left out, as its profile is not switched on. Remove \`profiles\` from it, or do not depend on it.`
    : `${service} is not a service of this file.`;
}
