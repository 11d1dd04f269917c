import { contentsOf, typedNames } from "@/components/editor/typed-secrets";
import type { AskReview, SendDeploy, SendEmpty } from "@/lib/client/stack-actions";
import type { Problem } from "@/lib/core/errors";
import type { ReviewView } from "@/lib/core/views";
import { problemSentence } from "@/lib/format/sentences";
import type { ImportRow, Verdict } from "./import-row";

/** The very ways that a stack of one's own goes: an import has none of its own. */
export interface Ways {
  review: AskReview;
  deploy: SendDeploy;
  create: SendEmpty;
}

/** What the review says of a stack as it stands. */
export async function judge(
  environment: string,
  { stack, name, variables, secrets }: ImportRow,
  { review }: Pick<Ways, "review">,
  project: string | null = null,
): Promise<Verdict> {
  if (stack.composeText === "") return { kind: "ready", hash: null, services: 0 };
  const { composeText, rancherText } = stack;
  const asked = { environment, stack: name, isNew: true, composeText, rancherText, variables, secrets: typedNames(secrets), strategy: null, project };
  const answer = await attempt(review(asked));
  return answer.ok ? verdictOf(answer.value) : refused(answer.problem);
}

/** Deploys what was reviewed, or creates a stack that has no file. */
export async function bringIn(
  environment: string,
  { stack, name, variables, secrets, verdict }: ImportRow,
  from: string,
  { deploy, create }: Omit<Ways, "review">,
  project: string | null = null,
): Promise<Verdict> {
  if (verdict.kind !== "ready") return verdict;
  const { composeText, rancherText } = stack;
  const answer = await attempt(
    verdict.hash === null
      ? create({ environment, stack: name, project })
      : deploy({
          environment,
          stack: name,
          composeText,
          rancherText,
          variables,
          secrets: contentsOf(secrets, typedNames(secrets)),
          reviewedHash: verdict.hash,
          project,
          message: `Imported from ${from}`.slice(0, 500),
        }),
  );
  if (answer.ok) return { kind: "done" };
  // What it was reviewed under is no more: it is looked at again.
  return answer.problem.code === "STALE_REVIEW" ? { kind: "open" } : refused(answer.problem);
}

type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

const attempt = <T>(call: Promise<Answer<T>>): Promise<Answer<T>> => call.catch(() => ({ ok: false, problem: { code: "UNKNOWN", data: {} } }));

function refused(problem: Problem): Verdict {
  const { what, why, next } = problemSentence(problem);
  return { kind: "refused", reason: [what, why, next].filter(Boolean).map(ended).join(" ") };
}

const ended = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

function verdictOf({ hash, issues, services, room }: ReviewView): Verdict {
  if (hash !== null && room?.over.length) return refused({ code: "QUOTA_EXCEEDED", data: room });
  if (hash !== null) return { kind: "ready", hash, services };
  const errors = issues.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (!first) return { kind: "refused", reason: "It could not be reviewed. Open it in the editor." };
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : "";
  return { kind: "refused", reason: `${first.file ? `${first.file}, line` : "Line"} ${first.line}: ${first.message}${more}` };
}
