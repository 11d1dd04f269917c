import { useQuery } from "@tanstack/react-query";
import { revisionQuery } from "@/lib/client/queries";
import type { RevisionView, StackView } from "@/lib/core/views";

/** What a stack that was made empty begins with. */
export const NO_FILE: RevisionView = { number: 0, author: "", message: null, createdAt: 0, composeText: "", rancherText: null, variables: {}, services: [] };

type Of = Pick<StackView, "environment" | "name">;

/** One revision with its text. A stack may have hundreds of them, so only those are asked for that somebody looks at. */
export const revisionInEditor = ({ environment, name }: Of, number: number) => ({
  ...revisionQuery(environment, name, number),
  enabled: number > 0,
  select: asInEditor,
});

/** Null until it is here. */
export function useRevision(stack: Of, number: number): RevisionView | null {
  const { data } = useQuery(revisionInEditor(stack, number));
  return number === 0 ? NO_FILE : (data ?? null);
}

/** The editor ends every line with \n: a text that came with other ends would count as edited, and every line of it as changed by both in a merge. */
function asInEditor<Revision extends RevisionView>(revision: Revision): Revision {
  return { ...revision, composeText: withPlainEnds(revision.composeText), rancherText: revision.rancherText && withPlainEnds(revision.rancherText) };
}
const withPlainEnds = (text: string): string => text.replace(/\r\n?/g, "\n");
