import type { Desk } from "./desk";
import type { Draft } from "./fields/draft";
import { wrong } from "./values";

const FIELD = "x-spindle.sidekick_of";

/** A sidekick has the scale of its primary, and a primary is nobody's sidekick. */
export function joinSidekicks(desk: Desk, drafts: Draft[]): void {
  for (const { spec, sidekickAt: at } of drafts) {
    if (!spec.sidekickOf || !at) continue;
    const primary = drafts.find((draft) => draft.spec.name === spec.sidekickOf);
    if (!primary || primary.spec === spec)
      wrong(desk, at, FIELD, `${spec.sidekickOf} is not another service of this file, so ${spec.name} cannot be its sidekick.`);
    else if (primary.spec.sidekickOf)
      wrong(desk, at, FIELD, `${spec.sidekickOf} is a sidekick itself. Make ${spec.name} a sidekick of ${primary.spec.sidekickOf}.`);
    else spec.scale = primary.spec.scale;
  }
}
