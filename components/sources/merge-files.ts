import type { NamedText } from "./sort-files";

export type MergedFiles = { ok: true; text: string } | { ok: false; reason: string };

/** Several compose files as one. Only one is read: which of two values holds is for their author to say, not to be guessed here. */
export async function mergeFiles(files: readonly NamedText[]): Promise<MergedFiles> {
  const [only, ...more] = files;
  if (only && more.length === 0) return { ok: true, text: only.text };
  const names = files.map(({ name }) => `\`${name}\``).join(" and ");
  return {
    ok: false,
    reason: `${names} are two compose files, and a stack has one. Merge them with \`docker compose config --no-interpolate\`, then open the result.`,
  };
}
