import type { Alongside } from "@/lib/compose/desk";
import type { DesiredService } from "@/lib/core/desired";
import { type Dropped, type DroppedChoices, droppedBy, keptOf } from "@/lib/core/dropped";
import { fail } from "@/lib/core/errors";
import { primaryOf } from "@/lib/core/groups";
import type { StackSpec } from "@/lib/core/spec";
import type { Issue, ReviewDropped } from "@/lib/core/views";

/** Services that a new file does not have and that run on all the same. */

export const namesIn = (spec: StackSpec): ReadonlySet<string> => new Set(spec.services.map(({ name }) => name));

/** Whoever would run on beside a text, whatever it says: the reader leaves out those that it has. */
export const alongsideOf = (services: readonly DesiredService[], choices: DroppedChoices | undefined): Alongside[] =>
  keptOf(droppedBy(services, new Set(), choices)).flatMap(({ target, scale, leases }) =>
    target ? [{ spec: target.spec, scale, ports: leases.map(({ port, protocol }) => `${port}/${protocol}`) }] : [],
  );

/** A choice is about a service that is really dropped; anything else was meant otherwise, and is not guessed at. */
export function refuseOddChoices(services: readonly DesiredService[], dropped: readonly Dropped[], choices: DroppedChoices = {}): void {
  for (const name of Object.keys(choices)) {
    if (dropped.some(({ service }) => service.name === name)) continue;
    const service = services.find((one) => one.name === name);
    const primary = service && primaryOf(service);
    const reason = !service?.target
      ? `${name} is no service that runs in this stack`
      : primary !== null
        ? `${name} goes the way of ${primary}, whose sidekick it is`
        : `the file has ${name}`;
    throw fail("INVALID_INPUT", { field: "the choice to keep or remove", reason });
  }
}

/** What stands against running on: somebody whom the service needs goes, or takes its network along. */
export function keepIssues({ kept, removed, changed }: Record<"kept" | "removed", DesiredService[]> & { changed: { service: DesiredService }[] }): Issue[] {
  return kept.flatMap(({ name, target }) => {
    const lost = (target?.spec.dependsOn ?? []).filter(({ service }) => removed.some((other) => other.name === service));
    const mode = target?.spec.networkMode;
    const host = typeof mode === "object" && changed.some(({ service }) => service.name === mode.service) ? mode.service : null;
    return [
      ...lost.map(({ service }) => issue(`${name} cannot be kept running without ${service}, which it needs. Keep ${service} running too, or remove ${name}.`)),
      ...(host === null ? [] : [issue(`${name} lives in the network of ${host}, which is replaced. Put ${name} back in the file, or remove it.`)]),
    ];
  });
}

const issue = (message: string): Issue => ({
  ...{ severity: "error", rule: "stack.dropped", path: "(document)", line: 1, column: 1, endLine: 1, endColumn: 1 },
  ...{ short: "no longer in the file", message, fix: null },
});

export const droppedView = (dropped: readonly Dropped[]): ReviewDropped[] =>
  dropped.map(({ service, sidekicks, choice }) => {
    const all = [service, ...sidekicks];
    return {
      service: service.name,
      sidekicks: sidekicks.map(({ name }) => name),
      choice,
      outside: service.outside ?? null,
      containers: all.reduce((sum, { scale }) => sum + scale, 0),
      hasVolumes: all.some(({ target }) => target?.spec.mounts.some(({ type }) => type === "volume")),
    };
  });
