"use client";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionBar } from "@/components/editor/action-bar";
import { useDraft } from "@/components/editor/draft";
import type { Newest } from "@/components/editor/image-words";
import { ImagesPanel } from "@/components/editor/images-panel";
import { barSentence } from "@/components/editor/review-sentence";
import { useReview } from "@/components/editor/use-review";
import { Workbench, type WorkbenchView } from "@/components/editor/workbench";
import { DropHint, SourceNote } from "@/components/sources/source-news";
import { sourceOf } from "@/components/sources/stacks-of-export";
import { type SourceNews, useSources } from "@/components/sources/use-sources";
import { Button } from "@/components/ui/button";
import { askReview, useCreateStack, useDeploy } from "@/lib/client/stack-actions";
import type { Problem } from "@/lib/core/errors";
import { leftOutside, nameList, plain } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import { MessageField } from "./message-field";
import { type Example, NewStackHead } from "./new-stack-head";
import { nameInText, stackNameError } from "./stack-name";
import { StaleReview } from "./stale-review";
import { withValue } from "./variables";

export interface NewStackProps {
  environment: string;
  /** Drafts of one person are not another's, even in the same tab. */
  actorId: string;
  examples: readonly Example[];
  /** Opens with this text; its draft is its own. */
  example: Example | null;
  /** Begins as another stack is, without its secret values. */
  clone: {
    stack: string;
    revision: number;
    text: string;
    rancherText: string | null;
    variables: Record<string, string>;
    withheld: string[];
    outside: string[];
  } | null;
}

const ImportStacks = dynamic(() => import("@/components/import/import-stacks"), { ssr: false });

/** Stands in for the name while none is given, so that the text can be checked all the same. */
const UNNAMED = "new-stack";

export function NewStack({ environment, actorId, examples, example, clone }: NewStackProps) {
  const router = useRouter();
  const beginning = example ? `:${example.id}` : clone ? `:clone:${clone.stack}` : "";
  const { draft, change, restored, discard, end } = useDraft(`spindle.draft:${actorId}:${environment}:new${beginning}`, {
    name: example?.id ?? "",
    text: example?.text ?? clone?.text ?? "",
    secondText: clone?.rancherText ?? "",
    variables: clone?.variables ?? NO_VARIABLES,
  });
  const rancherText = draft.secondText || null;
  const [view, setView] = useState<WorkbenchView>("text");
  const [newest, setNewest] = useState<Newest>({});
  const [touched, setTouched] = useState(false);
  const [message, setMessage] = useState("");
  const [cloneSeen, setCloneSeen] = useState(false);
  /** One of an archive's stacks is in the editor; the list waits. */
  const [aside, setAside] = useState<object | null>(null);
  const deploy = useDeploy();
  const create = useCreateStack();

  const named = stackNameError(draft.name) === null;
  const empty = draft.text.trim() === "";
  const input = {
    environment,
    stack: named ? draft.name : UNNAMED,
    isNew: true,
    composeText: draft.text,
    rancherText,
    variables: draft.variables,
    strategy: null,
    newest,
  };
  const review = useReview(empty ? null : input, askReview);
  const problem = review.problem ?? deploy.error?.problem ?? create.error?.problem ?? null;
  const nameError = nameProblem(problem) ?? (touched ? stackNameError(draft.name) : null);
  const ready = named && review.reviewed;

  const sources = useSources(environment, ({ text, rancherText, name, variables }) => {
    deploy.reset();
    change({ text, secondText: rancherText ?? "", name: draft.name || name || nameInText(text), variables: { ...draft.variables, ...variables } });
    setView("text");
  });
  const { several } = sources;
  const news = sources.news ?? (cloneSeen ? null : cloneNews(clone));
  const submit = () => {
    const hash = review.view?.hash;
    if (!ready || !hash) return;
    const { name, text, variables } = draft;
    deploy.mutate(
      { environment, stack: name, composeText: text, rancherText, variables, reviewedHash: hash, message: message.trim() || null, newest },
      {
        onSuccess: () => {
          end();
          router.push(`/${environment}/stacks/${name}`);
        },
      },
    );
  };
  const createEmpty = () => {
    setTouched(true);
    if (!named) return;
    create.mutate(
      { environment, stack: draft.name },
      {
        onSuccess: () => {
          end();
          router.push(`/${environment}/stacks/${draft.name}`);
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

  const editor = (
    <>
      <NewStackHead
        name={draft.name}
        error={nameError}
        examples={examples}
        restored={restored}
        onDiscard={discard}
        onName={(name) => {
          deploy.reset();
          create.reset();
          change({ name });
        }}
        onLeaveName={() => setTouched(draft.name !== "")}
        onFiles={(files) => void sources.openFiles(files)}
        onSource={sources.open}
      />
      {news && (
        <SourceNote
          news={news}
          onClose={() => {
            sources.tell(null);
            setCloneSeen(true);
          }}
        />
      )}
      {several && (
        <p className="px-8 pb-4 max-narrow:px-4">
          <Button size="sm" onClick={() => setAside(null)}>
            Back to the list of {several.from}
          </Button>
        </p>
      )}
      {deploy.error?.problem.code === "STALE_REVIEW" && (
        <div className="px-8 max-narrow:px-4">
          <StaleReview problem={deploy.error.problem} reviewed={review.latest?.rendered ?? null} />
        </div>
      )}
      <Workbench
        environment={environment}
        text={draft.text}
        variables={draft.variables}
        onText={(text) => {
          deploy.reset();
          change({ text });
        }}
        onVariable={(name, value) => change({ variables: withValue(draft.variables, name, value) })}
        onVariables={(values) => change({ variables: { ...draft.variables, ...values } })}
        review={review}
        view={view}
        onView={setView}
        aside={
          <>
            <ImagesPanel
              environment={environment}
              images={review.latest?.images ?? []}
              reviewed={review.reviewed}
              newest={newest}
              onNewest={(chosen) => {
                deploy.reset();
                setNewest(chosen);
              }}
            />
            <MessageField value={message} onChange={setMessage} placeholder="What this stack is for" />
          </>
        }
        second={{
          text: draft.secondText ?? "",
          onText: (secondText) => {
            deploy.reset();
            change({ secondText });
          },
        }}
      />
      <ActionBar sentence={sentence}>
        <Button variant="ghost" onClick={() => router.push(`/${environment}/stacks`)}>
          Cancel
        </Button>
        {empty && (
          <Button pending={create.isPending || create.isSuccess} onClick={createEmpty}>
            Create an empty stack
          </Button>
        )}
        <Button
          variant={ready ? "secondary" : "primary"}
          disabled={empty}
          onClick={() => {
            setTouched(true);
            deploy.reset();
            void review.review();
          }}
        >
          Review
        </Button>
        <Button variant="primary" disabled={!ready} pending={deploy.isPending || deploy.isSuccess} onClick={submit}>
          Deploy
        </Button>
      </ActionBar>
    </>
  );

  return (
    // A place to drop files; "Open a file" does the same by keyboard.
    <div className="editor-page relative min-h-0 max-narrow:h-auto max-narrow:min-h-auto" {...sources.dropTarget}>
      {sources.over && <DropHint />}
      <h1 className="sr-only">New stack</h1>
      {several && (
        <ImportStacks
          key={several.from}
          environment={environment}
          from={several.from}
          stacks={several.stacks}
          hidden={several === aside}
          onEdit={(stack) => {
            const { text, rancherText, variables, notes } = sourceOf(stack);
            deploy.reset();
            change({ text, secondText: rancherText ?? "", name: stack.name, variables });
            sources.tell({ from: several.from, notes, problem: null });
            setAside(several);
          }}
          onClose={sources.putAway}
        />
      )}
      {several && several !== aside ? null : editor}
    </div>
  );
}

const NO_VARIABLES: Record<string, string> = {};

function cloneNews(clone: NewStackProps["clone"]): SourceNews | null {
  if (!clone) return null;
  const withheld = clone.withheld.length === 0 ? [] : [`The values of ${nameList(clone.withheld)} stay with it; fill in those of this stack under Variables.`];
  return {
    from: `\`${clone.stack}\`, revision ${clone.revision}`,
    notes: ["Volumes and their data are not copied: this stack gets its own.", ...withheld, ...leftOutside(clone.outside)],
    problem: null,
  };
}

/** A refusal of the name itself belongs under its field. */
function nameProblem(problem: Problem | null): string | null {
  if (problem?.code === "NAME_TAKEN") return `${plain(problemSentence(problem).what)}. Choose another one.`;
  return problem?.code === "INVALID_INPUT" && problem.data.field === "Stack name" ? problem.data.reason : null;
}
