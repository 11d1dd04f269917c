import { nameList } from "./names";

/** A service that runs though the file does not have it. */
export interface OutsideService {
  name: string;
  since: number;
}

/** "`old-worker` runs outside of the file, kept since revision 2". */
export function outsideTitle(services: readonly OutsideService[]): string {
  const names = nameList(services.map(({ name }) => name));
  const since = [...new Set(services.map((service) => service.since))].sort((a, b) => a - b);
  const when = since.length === 1 ? `kept since revision ${since[0]}` : `kept since revisions ${since.slice(0, -1).join(", ")} and ${since.at(-1)}`;
  return `${names} ${services.length === 1 ? "runs" : "run"} outside of the file, ${when}`;
}

export const outsideWords = (services: readonly OutsideService[]): string =>
  services.length === 1
    ? "An export or a clone of this stack does not have it. Every review asks whether it is to be removed; a file with a service of this name takes it over."
    : "An export or a clone of this stack does not have them. Every review asks whether they are to be removed; a file with services of these names takes them over.";

/** Of one revision: "`old-worker` ran on outside of it." */
export const ranOutside = (services: readonly string[]): string => `${nameList(services)} ran on outside of this file.`;
