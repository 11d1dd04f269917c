import type { DesiredService } from "./desired";
import { primaryOf } from "./groups";

/** What becomes of a service that runs and that a new file does not have. */
export type DroppedChoice = "keep" | "remove";
export type DroppedChoices = Readonly<Record<string, DroppedChoice>>;

export interface Dropped {
  service: DesiredService;
  /** They go the way of their primary. */
  sidekicks: DesiredService[];
  choice: DroppedChoice;
}

/**
 * The services that run and are not in a file of these names, each with what was chosen: said now, or as it was chosen last. A sidekick has a choice of
 * its own only where its primary is gone; one whose primary stays in the file cannot be kept without it.
 */
export function droppedBy(services: readonly DesiredService[], names: ReadonlySet<string>, choices: DroppedChoices = {}): Dropped[] {
  const gone = services.filter((service) => service.target && !names.has(service.name));
  return gone.flatMap((service) => {
    const primary = primaryOf(service);
    if (primary !== null && services.some(({ name }) => name === primary)) return [];
    const sidekicks = gone.filter((other) => other !== service && primaryOf(other) === service.name);
    const said = Object.hasOwn(choices, service.name) ? choices[service.name] : undefined;
    return [{ service, sidekicks, choice: said ?? (service.outside === undefined ? "remove" : "keep") }];
  });
}

/** Whoever runs on, sidekicks too, sorted by name. */
export const keptOf = (dropped: readonly Dropped[]): DesiredService[] =>
  dropped.flatMap(({ service, sidekicks, choice }) => (choice === "keep" ? [service, ...sidekicks] : [])).sort((a, b) => (a.name < b.name ? -1 : 1));
