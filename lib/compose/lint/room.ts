import { isDatabaseImage } from "@/lib/core/database-images";
import type { ImageFacts } from "@/lib/core/image-facts";
import type { Desk } from "../desk";
import type { Draft } from "../fields/draft";
import { entryOf } from "../node";
import type { Spot } from "../place";
import type { StackDraft } from "../stack";

/** What every rule looks at. A rule that needs the image says nothing while nobody knows the image. */
export interface LintRoom {
  desk: Desk;
  text: string;
  stack: StackDraft;
  drafts: Draft[];
  byName: ReadonlyMap<string, Draft>;
  facts(draft: Draft): ImageFacts | null;
}

export function lintRoom(desk: Desk, stack: StackDraft): LintRoom {
  const { drafts } = stack;
  return {
    desk,
    text: desk.report.text,
    stack,
    drafts,
    byName: new Map(drafts.map((draft) => [draft.spec.name, draft])),
    facts: ({ spec }) => desk.images.get(spec.image) ?? null,
  };
}

export const spotOf = (draft: Draft, key: string): Spot => entryOf(draft.entry.value, key) ?? draft.entry;

export const isDatabase = ({ spec }: Draft): boolean => isDatabaseImage(spec.image);

type Mount = Draft["mounts"][number];

/** What every copy of the service writes to. */
export const sharedMounts = (draft: Draft): Mount[] =>
  draft.mounts.filter(({ mount }) => (mount.type === "volume" || (mount.type === "bind" && isDatabase(draft))) && !mount.readOnly);

/** "the volume data", "the directory /global/team". */
export const mountName = ({ mount }: Mount): string =>
  mount.type === "bind" ? `the directory ${mount.source}` : "source" in mount ? `the volume ${mount.source}` : mount.target;

/** Runs to its end, as it says itself or as somebody who waits for that says. */
export const runsToItsEnd = ({ drafts }: LintRoom, { spec }: Draft): boolean =>
  spec.restart.policy === "no" ||
  drafts.some((other) => other.spec.dependsOn.some(({ service, condition }) => service === spec.name && condition === "service_completed_successfully"));

/** True, false, or null when only the image could say and nobody knows the image. */
export function isChecked({ spec }: Draft, facts: ImageFacts | null): boolean | null {
  const test = spec.healthcheck?.test;
  if (test) return test[0] !== "NONE";
  return facts && facts.healthcheck !== null;
}
