"use client";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { Segmented } from "@/components/ui/field";
import type { Issue, ReviewView } from "@/lib/core/views";
import type { EditorHandle } from "./code-mirror";
import { ComposeEditor } from "./compose-editor";
import { IssueList } from "./issue-list";
import { PlanList } from "./plan-list";
import { Rendered } from "./rendered";
import { type FileName, FileTabs, Modernise, type SecondFile } from "./second-file";
import { SpecDiffs } from "./spec-diffs";
import type { Review } from "./use-review";
import { VariablesTable } from "./variables-table";

export type WorkbenchView = "text" | "changes" | "rendered";

export interface WorkbenchProps {
  text: string;
  variables: Readonly<Record<string, string>>;
  onText: (text: string) => void;
  onVariable: (name: string, value: string) => void;
  review: Review;
  view: WorkbenchView;
  onView: (view: WorkbenchView) => void;
  /** More sections of the side panel, such as the strategy of an upgrade. */
  aside?: ReactNode;
  second: SecondFile;
}

const NO_ISSUES: ReviewView["issues"] = [];
const VIEWS = [
  { value: "text", label: "Text" },
  { value: "changes", label: "Changes" },
  { value: "rendered", label: "Rendered" },
] as const;

/** The editor with everything that is said about its text: issues, variables, plan, changes and the rendered result. */
export function Workbench({ text, variables, onText, onVariable, review, view, onView, aside, second }: WorkbenchProps) {
  const editor = useRef<EditorHandle>(null);
  const said = review.latest;
  const issues = said?.issues ?? NO_ISSUES;
  const [ownIssues, secondIssues] = useMemo(() => [issues.filter(({ file }) => !file), issues.filter(({ file }) => file)], [issues]);
  const rancherEditor = useRef<EditorHandle>(null);
  const [file, setFile] = useState<FileName>("docker-compose.yml");
  const [added, setAdded] = useState(false);
  const hasSecond = added || second.text !== "";
  const shown = hasSecond ? file : "docker-compose.yml";
  const show = (name: FileName) => {
    onView("text");
    setFile(name);
    setAdded(true);
  };
  const goTo = ({ line, column, file: name }: Issue) => {
    if (name) show("rancher-compose.yml");
    else {
      onView("text");
      setFile("docker-compose.yml");
    }
    // The editor is hidden, not gone, behind the other views; it takes the focus once it is shown.
    requestAnimationFrame(() => (name ? rancherEditor : editor).current?.goTo(line, column));
  };
  return (
    <div className="editor-grid max-narrow:block">
      <div className="editor-main max-narrow:border-r-0">
        <div className="editor-tabs h-10 gap-3 max-narrow:h-auto max-narrow:flex-wrap max-narrow:px-4 max-narrow:py-2">
          <Segmented label="Show" value={view} onChange={onView} options={VIEWS} />
          {view === "text" && <FileTabs file={shown} open={hasSecond} onFile={setFile} onOpen={() => show("rancher-compose.yml")} />}
          <span className="spacer" />
          <span className="meta nowrap">
            {said ? `${counted(said.lines, "line")}, ${counted(said.services, "service")}` : counted(text === "" ? 0 : text.split("\n").length, "line")}
          </span>
        </div>
        <div className="editor !p-0 max-narrow:h-[60vh] max-narrow:flex-none" hidden={view !== "text" || shown !== "docker-compose.yml"}>
          <ComposeEditor label="Compose file" text={text} onChange={onText} issues={ownIssues} handle={editor} />
        </div>
        {hasSecond && (
          <div className="editor !p-0 max-narrow:h-[60vh] max-narrow:flex-none" hidden={view !== "text" || shown !== "rancher-compose.yml"}>
            <ComposeEditor label="rancher-compose.yml" text={second.text} onChange={second.onText} issues={secondIssues} handle={rancherEditor} />
          </div>
        )}
        {view === "changes" && <SpecDiffs diff={said?.diff ?? []} />}
        {view === "rendered" && <Rendered text={said?.rendered ?? ""} />}
      </div>
      <aside className="side !overflow-y-auto" aria-label="About this file">
        {review.view?.modern && (
          <Modernise
            before={{ compose: text, rancher: second.text }}
            after={review.view.modern}
            onTake={() => {
              if (review.view?.modern) onText(review.view.modern);
              second.onText("");
              setAdded(false);
              setFile("docker-compose.yml");
            }}
          />
        )}
        <IssueList
          issues={issues}
          fresh={review.view !== null}
          onGoTo={goTo}
          onFix={(fix, issue) => {
            (issue.file ? rancherEditor : editor).current?.apply(fix);
            if (fix.variable) onVariable(fix.variable.name, fix.variable.value);
          }}
        />
        <VariablesTable variables={said?.variables ?? []} values={variables} onChange={onVariable} />
        {aside}
        <PlanList plan={said?.plan ?? []} />
      </aside>
    </div>
  );
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
