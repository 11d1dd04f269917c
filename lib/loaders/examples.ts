import "server-only";
import { EXAMPLES } from "@/lib/compose/examples";

/** Compose texts to begin with; the same for everybody. */
export const loadExamples = (): { id: string; title: string; text: string }[] => EXAMPLES.map(({ id, title, compose }) => ({ id, title, text: compose }));
