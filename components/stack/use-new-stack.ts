import { useRouter } from "next/navigation";
import { useState } from "react";
import { useDraft } from "@/components/editor/draft";
import type { Draft } from "@/components/editor/draft-store";
import type { Newest } from "@/components/editor/image-words";
import { type BarSentence, barSentence } from "@/components/editor/review-sentence";
import { contentsOf } from "@/components/editor/typed-secrets";
import { type Review, useReview } from "@/components/editor/use-review";
import type { WorkbenchView } from "@/components/editor/workbench";
import { askReview, useCreateStack, useDeploy } from "@/lib/client/stack-actions";
import type { Clone } from "@/lib/core/clone";
import type { Problem } from "@/lib/core/errors";
import { plain } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import { lookAgain } from "./look-again";
import type { Example } from "./new-stack-head";
import { problemInBar } from "./problem-in-bar";
import { stackNameError } from "./stack-name";
import { useTypedSecrets } from "./use-typed-secrets";

export interface NewStackProps {
  environment: string;
  /** Drafts of one person are not another's, even in the same tab. */
  actorId: string;
  examples: readonly Example[];
  /** Opens with this text; its draft is its own. */
  example: Example | null;
  /** Begins as another stack is, without its secret values. */
  clone: Clone | null;
  /** Where a stack may be made, the person's own first; and the one that the address asks for. */
  projects: readonly string[];
  project: string | null;
}

/** Stands in for the name while none is given, so that the text can be checked all the same. */
const UNNAMED = "new-stack";

/** Everything that the New stack page knows and does: the draft, its name, its review, the deploy. */
export function useNewStack({ environment, actorId, example, clone, projects, project: asked }: NewStackProps) {
  const [project, setProject] = useState(() => projects.find((one) => one === asked) ?? projects[0] ?? null);
  const router = useRouter();
  const { draft, change, restored, discard, end } = useNewDraft({ environment, actorId, example, clone });
  const [view, setView] = useState<WorkbenchView>("text");
  const [newest, setNewest] = useState<Newest>({});
  const [touched, setTouched] = useState(false);
  const [message, setMessage] = useState("");
  const typed = useTypedSecrets();
  const deploy = useDeploy();
  const create = useCreateStack();

  const named = stackNameError(draft.name) === null;
  const empty = draft.text.trim() === "";
  const file = { environment, composeText: draft.text, rancherText: draft.secondText || null, variables: draft.variables, newest, project };
  const review = useReview(empty ? null : { ...file, stack: named ? draft.name : UNNAMED, isNew: true, strategy: null, secrets: typed.names }, askReview);
  const failed = deploy.error?.problem ?? create.error?.problem ?? null;
  const problem = review.problem ?? failed;
  const nameError = nameProblem(problem) ?? (touched ? stackNameError(draft.name) : null);
  const ready = named && review.reviewed;
  /** What is changed now was not what failed. */
  const afresh =
    <Value>(set: (value: Value) => void) =>
    (value: Value) => {
      deploy.reset();
      create.reset();
      set(value);
    };
  const leave = () => {
    end();
    router.push(`/${environment}/stacks/${draft.name}`);
  };
  return {
    secrets: typed.secrets,
    setSecret: typed.setSecret,
    ...{ project, draft, restored, discard, review, view, setView, newest, message, setMessage, empty, ready, nameError },
    change: afresh<Partial<Draft>>(change),
    setProject: afresh<string>(setProject),
    setNewest: afresh(setNewest),
    leaveName: () => setTouched(draft.name !== ""),
    stale: deploy.error?.problem.code === "STALE_REVIEW" ? deploy.error.problem : null,
    ask: async () => {
      setTouched(true);
      deploy.reset();
      const answer = await review.review();
      if (answer?.hash && !answer.room?.over.length) setView("changes");
    },
    submit: () => {
      const hash = review.view?.hash;
      const secrets = contentsOf(
        typed.secrets,
        (review.view?.secrets ?? []).map(({ name }) => name),
      );
      const sent = { ...file, secrets, stack: draft.name, reviewedHash: hash ?? "", message: message.trim() || null };
      if (ready && hash) deploy.mutate(sent, { onSuccess: leave, onError: (error) => lookAgain(error.problem, review) });
    },
    deploying: deploy.isPending || deploy.isSuccess,
    createEmpty: () => {
      setTouched(true);
      if (named) create.mutate({ environment, stack: draft.name, project }, { onSuccess: leave });
    },
    creating: create.isPending || create.isSuccess,
    sentence: sentenceOf({ problem, nameError: touched ? nameError : null, review, empty }),
  };
}

function useNewDraft({ environment, actorId, example, clone }: Omit<NewStackProps, "examples" | "projects" | "project">) {
  const beginning = example ? `:${example.id}` : clone ? `:clone:${clone.stack}` : "";
  return useDraft(`spindle.draft:${actorId}:${environment}:new${beginning}`, {
    name: example?.id ?? "",
    text: example?.text ?? clone?.text ?? "",
    secondText: clone?.rancherText ?? "",
    variables: clone?.variables ?? NO_VARIABLES,
  });
}

const NO_VARIABLES: Record<string, string> = {};

/** A refusal of the name itself belongs under its field. */
function nameProblem(problem: Problem | null): string | null {
  if (problem?.code === "NAME_TAKEN") return `${plain(problemSentence(problem).what)}. Choose another one.`;
  return problem?.code === "INVALID_INPUT" && problem.data.field === "Stack name" ? problem.data.reason : null;
}

interface Standing {
  problem: Problem | null;
  nameError: string | null;
  review: Review;
  empty: boolean;
}

function sentenceOf({ problem, nameError, review, empty }: Standing): BarSentence {
  const { view, reviewed, checking, lost } = review;
  if (problem && !nameProblem(problem)) return problemInBar(problem);
  if (nameError && !empty && reviewed) return { tone: "broken", strong: "The name stops the deploy.", rest: "Correct it, then review." };
  return barSentence({ view, reviewed, checking, empty, lost }, "deploy");
}
