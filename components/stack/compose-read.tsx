"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { ComposeEditor } from "@/components/editor/compose-editor";
import { FILES, FileTabs } from "@/components/editor/second-file";
import { RevisionVariables } from "@/components/revisions/revision-variables";
import { composeGuideQuery } from "@/lib/client/queries";
import type { RevisionView, StackView } from "@/lib/core/views";
import { authorWords } from "@/lib/format/names";

const NO_ISSUES: [] = [];
const unchanged = () => {};

/** The text for those who may look at it and not change it. Why, and who could, stands at the head of the page. */
export function ComposeRead({ stack, revision }: { stack: StackView; revision: RevisionView }) {
  const { composeText, rancherText, variables, number } = revision;
  const [main] = FILES;
  const [file, setFile] = useState<(typeof FILES)[number]>(main);
  const { data: guide = null } = useQuery(composeGuideQuery(stack.environment));
  const facts = useMemo(() => ({ guide, variables: Object.keys(variables) }), [guide, variables]);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <section className="card flex h-[max(420px,calc(100dvh-420px))] flex-col overflow-hidden" aria-label="The file">
        <div className="editor-tabs h-10 gap-3 max-narrow:h-auto max-narrow:flex-wrap max-narrow:px-4 max-narrow:py-2">
          {rancherText && <FileTabs file={file} open onFile={setFile} onOpen={unchanged} />}
          <span className="spacer" />
          <span className="meta nowrap">
            revision {number}, {authorWords(revision)}, for reading only
          </span>
        </div>
        <div className="editor !p-0">
          <ComposeEditor
            key={file}
            label={file === main ? "Compose file" : file}
            text={file === main ? composeText : (rancherText ?? "")}
            onChange={unchanged}
            issues={NO_ISSUES}
            facts={facts}
            readOnly
          />
        </div>
      </section>
      <RevisionVariables variables={variables} />
    </div>
  );
}
