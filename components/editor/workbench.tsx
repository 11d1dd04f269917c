"use client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useRef } from "react";
import { Segmented } from "@/components/ui/field";
import { composeGuideQuery } from "@/lib/client/queries";
import type { ReviewView } from "@/lib/core/views";
import type { EditorHandle } from "./code-mirror";
import { ComposeEditor } from "./compose-editor";
import type { ComposeFacts } from "./compose-facts";
import { IssueList } from "./issue-list";
import { PlanList } from "./plan-list";
import { Rendered } from "./rendered";
import { SpecDiffs } from "./spec-diffs";
import type { Review } from "./use-review";
import { VariablesTable } from "./variables-table";

export type WorkbenchView = "text" | "changes" | "rendered";

export interface WorkbenchProps {
  environment: string;
  text: string;
  variables: Readonly<Record<string, string>>;
  onText: (text: string) => void;
  onVariable: (name: string, value: string) => void;
  /** Many at once, from the text of a `.env`. */
  onVariables: (values: Record<string, string>) => void;
  review: Review;
  view: WorkbenchView;
  onView: (view: WorkbenchView) => void;
  /** More sections of the side panel, such as the strategy of an upgrade. */
  aside?: ReactNode;
}

const NO_ISSUES: ReviewView["issues"] = [];
const NO_VARIABLES: ReviewView["variables"] = [];
const VIEWS = [
  { value: "text", label: "Text" },
  { value: "changes", label: "Changes" },
  { value: "rendered", label: "Rendered" },
] as const;

/** The editor with everything that is said about its text: issues, variables, plan, changes and the rendered result. */
export function Workbench({ environment, text, variables, onText, onVariable, onVariables, review, view, onView, aside }: WorkbenchProps) {
  const editor = useRef<EditorHandle>(null);
  const said = review.latest;
  const issues = said?.issues ?? NO_ISSUES;
  const used = useUsedVariables(said);
  const facts = useFacts(environment, used, variables);
  const goTo = (line: number, column: number) => {
    onView("text");
    // The editor is hidden, not gone, behind the other views; it takes the focus once it is shown.
    requestAnimationFrame(() => editor.current?.goTo(line, column));
  };
  return (
    <div className="editor-grid max-narrow:block">
      <div className="editor-main max-narrow:border-r-0">
        <div className="editor-tabs h-10 gap-3 max-narrow:px-4">
          <Segmented label="Show" value={view} onChange={onView} options={VIEWS} />
          <span className="spacer" />
          <span className="meta nowrap">
            {said ? `${counted(said.lines, "line")}, ${counted(said.services, "service")}` : counted(text === "" ? 0 : text.split("\n").length, "line")}
          </span>
        </div>
        <div className="editor !p-0 max-narrow:h-[60vh] max-narrow:flex-none" hidden={view !== "text"}>
          <ComposeEditor label="Compose file" text={text} onChange={onText} issues={issues} facts={facts} handle={editor} />
        </div>
        {view === "changes" && <SpecDiffs diff={said?.diff ?? []} />}
        {view === "rendered" && <Rendered text={said?.rendered ?? ""} />}
      </div>
      <aside className="side !overflow-y-auto" aria-label="About this file">
        <IssueList
          issues={issues}
          fresh={review.view !== null}
          onGoTo={(issue) => goTo(issue.line, issue.column)}
          onFix={(fix) => {
            editor.current?.apply(fix);
            if (fix.variable) onVariable(fix.variable.name, fix.variable.value);
          }}
        />
        <VariablesTable variables={used} values={variables} onChange={onVariable} onMany={onVariables} />
        {aside}
        <PlanList plan={said?.plan ?? []} />
      </aside>
    </div>
  );
}

/** A text that is no YAML for a moment names no variables: their fields stay meanwhile. */
function useUsedVariables(said: ReviewView | null): ReviewView["variables"] {
  const kept = useRef(NO_VARIABLES);
  const unreadable = said?.issues.some(({ rule }) => rule.startsWith("yaml.")) ?? true;
  if (said && (!unreadable || said.variables.length > 0)) kept.current = said.variables;
  return kept.current;
}

/** For completion and notes; the guide comes once and only where there is an editor. */
function useFacts(environment: string, used: ReviewView["variables"], values: Readonly<Record<string, string>>): ComposeFacts {
  const { data: guide = null } = useQuery(composeGuideQuery(environment));
  const names = [...new Set([...used.map(({ name }) => name), ...Object.keys(values)])].sort().join(" ");
  return useMemo(() => ({ guide, variables: names === "" ? [] : names.split(" ") }), [guide, names]);
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
