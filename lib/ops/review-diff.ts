import { changesInWords } from "@/lib/compose/change-words";
import { changeOf, diffSpecs } from "@/lib/compose/diff";
import type { DesiredService } from "@/lib/core/desired";
import { groupInFile } from "@/lib/core/groups";
import { hide, maskSpec, type Veil } from "@/lib/core/masking";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { Verdicts } from "@/lib/core/verdicts";
import type { SpecDiff } from "@/lib/core/views";

/** What changed is judged by the specs themselves, what is shown by the masked ones. */
export function diffOf(after: StackSpec, before: ServiceSpec[], veil: Veil, verdicts: Verdicts): SpecDiff[] {
  const diffs = after.services.map((service): SpecDiff => {
    const old = before.find(({ name }) => name === service.name) ?? null;
    const words = old ? changesInWords(old, service).map((text) => hide(text, veil.secrets)) : [];
    return { ...diffSpecs(old && maskSpec(old, veil), maskSpec(service, veil, old)), change: changeOf(old, service), words };
  });
  const changes = (name: string | undefined) => diffs.some((one) => one.service === name && one.change === "changed");
  const marked = diffs.map((diff, at): SpecDiff => {
    const spec = after.services[at];
    if (!spec || diff.change !== "unchanged" || !verdicts.changed.some((one) => one.spec === spec)) return diff;
    const host = typeof spec.networkMode === "object" ? spec.networkMode.service : undefined;
    const leader = groupInFile(after.services, spec).find(({ name }) => changes(name))?.name ?? host;
    return leader ? { ...diff, replacedWith: leader } : { ...diff, change: "changed", words: [`image ${spec.image}, as its registry has it now`] };
  });
  const gone = ({ target }: DesiredService, keptRunning: boolean): SpecDiff[] =>
    target ? [{ ...diffSpecs(maskSpec(target.spec, veil), null), ...(keptRunning && { keptRunning: true as const }) }] : [];
  return [...marked, ...verdicts.removed.flatMap((service) => gone(service, false)), ...verdicts.kept.flatMap((service) => gone(service, true))];
}
