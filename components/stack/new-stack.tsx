"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionBar } from "@/components/editor/action-bar";
import { OwnRoom } from "@/components/quota/room-section";
import { DropHint, SourceNote } from "@/components/sources/source-news";
import { sourceOf } from "@/components/sources/stacks-of-export";
import { type SourceNews, useSources } from "@/components/sources/use-sources";
import { Button } from "@/components/ui/button";
import { late } from "@/lib/client/late";
import { leftOutside, nameList, textsToType } from "@/lib/format/names";
import { DeployNote, useDeployRules } from "./deploy-note";
import { DraftBench } from "./draft-bench";
import { NewStackHead } from "./new-stack-head";
import { nameInText } from "./stack-name";
import { StaleReview } from "./stale-review";
import { type NewStackProps, useNewStack } from "./use-new-stack";

const ImportStacks = late(() => import("@/components/import/import-stacks").then((part) => part.default));

/** A name and a text from wherever it comes; reviewed, then deployed. */
export function NewStack(props: NewStackProps) {
  const { environment, examples, clone, projects } = props;
  const form = useNewStack(props);
  const [cloneSeen, setCloneSeen] = useState(false);
  /** One of an archive's stacks is in the editor; the list waits. */
  const [aside, setAside] = useState<object | null>(null);
  const sources = useSources(environment, ({ text, rancherText, name, variables }) => {
    const { draft } = form;
    form.change({ text, secondText: rancherText ?? "", name: draft.name || name || nameInText(text), variables: { ...draft.variables, ...variables } });
    form.setView("text");
  });
  const { several } = sources;
  const news = sources.news ?? (cloneSeen ? null : cloneNews(clone));
  const putAway = () => {
    sources.tell(null);
    setCloneSeen(true);
  };
  const editor = (
    <>
      <NewStackHead
        name={form.draft.name}
        error={form.nameError}
        examples={examples}
        projects={projects}
        project={form.project}
        onProject={form.setProject}
        restored={form.restored}
        onDiscard={form.discard}
        onName={(name) => form.change({ name })}
        onLeaveName={form.leaveName}
        onFiles={(files) => void sources.openFiles(files)}
        onSource={sources.open}
      />
      <DeployNote environment={environment} className="mx-8 mb-4 max-narrow:mx-4" />
      {news && <SourceNote news={news} onClose={putAway} />}
      {several && (
        <p className="px-8 pb-4 max-narrow:px-4">
          <Button size="sm" onClick={() => setAside(null)}>
            Back to the list of {several.from}
          </Button>
        </p>
      )}
      {form.stale && (
        <div className="px-8 max-narrow:px-4">
          <StaleReview problem={form.stale} reviewed={form.review.latest?.rendered ?? null} />
        </div>
      )}
      <DraftBench environment={environment} form={form} messageHint="What this stack is for">
        {!form.review.latest?.room && <OwnRoom environment={environment} project={form.project} />}
      </DraftBench>
      <Bar form={form} environment={environment} />
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
          project={form.project}
          hidden={several === aside}
          onEdit={(stack) => {
            const { text, rancherText, variables, notes } = sourceOf(stack);
            form.change({ text, secondText: rancherText ?? "", name: stack.name, variables });
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

function Bar({ form, environment }: { form: ReturnType<typeof useNewStack>; environment: string }) {
  const router = useRouter();
  const { closed } = useDeployRules(environment);
  return (
    <ActionBar sentence={form.sentence}>
      <Button variant="ghost" onClick={() => router.push(`/${environment}/stacks`)}>
        Cancel
      </Button>
      {form.empty && (
        <Button blocked={closed} pending={form.creating} onClick={form.createEmpty}>
          Create an empty stack
        </Button>
      )}
      <Button variant={form.ready ? "secondary" : "primary"} disabled={form.empty} onClick={() => void form.ask()}>
        Review
      </Button>
      <Button variant="primary" disabled={!form.ready} blocked={closed} pending={form.deploying} onClick={form.submit}>
        Deploy
      </Button>
    </ActionBar>
  );
}

function cloneNews(clone: NewStackProps["clone"]): SourceNews | null {
  if (!clone) return null;
  const withheld = clone.withheld.length === 0 ? [] : [`The values of ${nameList(clone.withheld)} stay with it; fill in those of this stack under Variables.`];
  return {
    from: `\`${clone.stack}\`, revision ${clone.revision}`,
    notes: ["Volumes and their data are not copied: this stack gets its own.", ...withheld, ...textsToType(clone.secrets), ...leftOutside(clone.outside)],
    problem: null,
  };
}
