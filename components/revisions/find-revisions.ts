import type { RevisionSummary } from "@/lib/core/views";
import { authorWords } from "@/lib/format/names";

/** Those that hold every word of what is looked for: in number, message, author, or the images that they asked for. */
export function findRevisions(revisions: readonly RevisionSummary[], query: string): readonly RevisionSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return revisions;
  return revisions.filter((revision) => {
    const { number, message, services } = revision;
    const text = [String(number), message, authorWords(revision), ...services.flatMap(({ name, image }) => [name, image])].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export interface ListState {
  query: string;
}

export const readListState = (params: URLSearchParams): ListState => ({ query: params.get("q") ?? "" });
export const writeListState = ({ query }: ListState): string => `?${new URLSearchParams({ tab: "revisions", ...(query !== "" && { q: query }) })}`;
