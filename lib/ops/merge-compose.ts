import type { OpArgs } from "./context";
import type { MergeInput } from "./inputs";
import { requireEnvironment } from "./require-stack";

/** The text, or why the files cannot be merged. */
export interface MergedCompose {
  text: string | null;
  reason: string | null;
}

/** Several files as the one text that Compose would make of them. Nothing is stored, and what the text may be is said by its review. */
export async function mergeCompose({ ctx, input }: OpArgs<MergeInput>): Promise<MergedCompose> {
  const { policy } = await requireEnvironment(ctx.registry, input.environment);
  const [base, ...over] = input.files;
  const parsed = await ctx.readCompose(base?.text ?? "", { stackName: "new-stack", variables: {}, policy, over });
  if (parsed.text) return { text: parsed.text, reason: null };
  const first = parsed.issues.find(({ severity }) => severity === "error");
  const place = first ? `${first.file && first.file !== "docker-compose.yml" ? first.file : (base?.name ?? "")}, line ${first.line}: ${first.message}` : "";
  return { text: null, reason: `The files could not be merged. ${place}`.trim() };
}
