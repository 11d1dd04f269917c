"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionBar } from "@/components/editor/action-bar";
import { useDraft } from "@/components/editor/draft";
import { barSentence } from "@/components/editor/review-sentence";
import { useReview } from "@/components/editor/use-review";
import { Workbench, type WorkbenchView } from "@/components/editor/workbench";
import { Button } from "@/components/ui/button";
import { askReview, useDeploy } from "@/lib/client/stack-actions";
import type { Problem } from "@/lib/core/errors";
import { plain } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import { type Example, NewStackHead } from "./new-stack-head";
import { nameInText, stackNameError } from "./stack-name";
import { withValue } from "./variables";

export interface NewStackProps {
  environment: string;
  /** Drafts of one person are not another's, even in the same tab. */
  actorId: string;
  examples: readonly Example[];
  /** Opens with this text; its draft is its own. */
  example: Example | null;
}

/** Stands in for the name while none is given, so that the text can be checked all the same. */
const UNNAMED = "new-stack";

export function NewStack({ environment, actorId, examples, example }: NewStackProps) {
  const router = useRouter();
  const { draft, change, restored, discard, end } = useDraft(`spindle.draft:${actorId}:${environment}:new${example ? `:${example.id}` : ""}`, {
    name: example?.id ?? "",
    text: example?.text ?? "",
    variables: {},
  });
  const [view, setView] = useState<WorkbenchView>("text");
  const [touched, setTouched] = useState(false);
  const deploy = useDeploy();

  const named = stackNameError(draft.name) === null;
  const empty = draft.text.trim() === "";
  const input = { environment, stack: named ? draft.name : UNNAMED, isNew: true, composeText: draft.text, variables: draft.variables, strategy: null };
  const review = useReview(empty ? null : input, askReview);
  const problem = review.problem ?? deploy.error?.problem ?? null;
  const nameError = nameProblem(problem) ?? (touched ? stackNameError(draft.name) : null);
  const ready = named && review.reviewed;

  const open = (text: string, name: string) => {
    deploy.reset();
    change({ text, name: draft.name || name || nameInText(text) });
    setView("text");
  };
  const submit = () => {
    const hash = review.view?.hash;
    if (!ready || !hash) return;
    const { name, text, variables } = draft;
    deploy.mutate(
      { environment, stack: name, composeText: text, variables, reviewedHash: hash, message: null },
      {
        onSuccess: () => {
          end();
          router.push(`/${environment}/stacks/${name}`);
        },
      },
    );
  };
  const sentence =
    problem && !nameProblem(problem)
      ? { tone: "broken" as const, strong: `${plain(problemSentence(problem).what)}.`, rest: plain(problemSentence(problem).next) }
      : nameError && touched && !empty && review.reviewed
        ? { tone: "broken" as const, strong: "The name stops the deploy.", rest: "Correct it, then review." }
        : barSentence({ view: review.view, reviewed: review.reviewed, checking: review.checking, empty }, "deploy");

  return (
    <div className="editor-page max-narrow:h-auto">
      <h1 className="sr-only">New stack</h1>
      <NewStackHead
        name={draft.name}
        error={nameError}
        examples={examples}
        restored={restored}
        onDiscard={discard}
        onName={(name) => {
          deploy.reset();
          change({ name });
        }}
        onLeaveName={() => setTouched(draft.name !== "")}
        onOpen={open}
      />
      <Workbench
        environment={environment}
        text={draft.text}
        variables={draft.variables}
        onText={(text) => {
          deploy.reset();
          change({ text });
        }}
        onVariable={(name, value) => change({ variables: withValue(draft.variables, name, value) })}
        review={review}
        view={view}
        onView={setView}
      />
      <ActionBar sentence={sentence}>
        <Button variant="ghost" onClick={() => router.push(`/${environment}/stacks`)}>
          Cancel
        </Button>
        <Button
          variant={ready ? "secondary" : "primary"}
          disabled={empty}
          onClick={() => {
            setTouched(true);
            void review.review();
          }}
        >
          Review
        </Button>
        <Button variant="primary" disabled={!ready} pending={deploy.isPending || deploy.isSuccess} onClick={submit}>
          Deploy
        </Button>
      </ActionBar>
    </div>
  );
}

/** A refusal of the name itself belongs under its field. */
function nameProblem(problem: Problem | null): string | null {
  if (problem?.code === "NAME_TAKEN") return `${plain(problemSentence(problem).what)}. Choose another one.`;
  return problem?.code === "INVALID_INPUT" && problem.data.field === "Stack name" ? problem.data.reason : null;
}
