import { type AskMerge, askMerge } from "@/lib/client/ask-merge";
import { plain } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import type { NamedText } from "./sort-files";

export type MergedFiles = { ok: true; text: string; merged: boolean } | { ok: false; reason: string };

/** Several compose files as one, later ones laid over earlier ones as Compose does it; a single one stays as it is written. */
export async function mergeFiles(environment: string, files: readonly NamedText[], ask: AskMerge = askMerge): Promise<MergedFiles> {
  const [only, ...more] = files;
  if (only && more.length === 0) return { ok: true, text: only.text, merged: false };
  const answer = await ask({ environment, files: [...files] });
  if (!answer.ok) return { ok: false, reason: plain(`${problemSentence(answer.problem).what}. ${problemSentence(answer.problem).next}`) };
  const { text, reason } = answer.value;
  return text === null ? { ok: false, reason: reason ?? "The files could not be merged." } : { ok: true, text, merged: true };
}
