import type { ImageFacts } from "@/lib/core/image-facts";
import type { Desk } from "../desk";
import type { Draft } from "../fields/draft";
import { parseImage } from "../names";
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

const DATABASE =
  /postgres|postgis|timescale|mysql|mariadb|percona|mongo|redis|valkey|keydb|influx|elastic|opensearch|cassandra|scylla|couch|clickhouse|cockroach|neo4j|rethink|etcd|rabbitmq|memgraph|victoria|(^|[-_])(db|database)([-_]|$)/;

export const isDatabase = ({ spec }: Draft): boolean => DATABASE.test(parseImage(spec.image)?.base ?? "");

/** A volume that every copy of the service writes to. */
export const sharedVolume = (draft: Draft) => draft.mounts.find(({ mount }) => mount.type === "volume" && !mount.readOnly);

/** True, false, or null when only the image could say and nobody knows the image. */
export function isChecked({ spec }: Draft, facts: ImageFacts | null): boolean | null {
  const test = spec.healthcheck?.test;
  if (test) return test[0] !== "NONE";
  return facts && facts.healthcheck !== null;
}
