"use client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { RoomSection } from "@/components/quota/room-section";
import { Segmented } from "@/components/ui/field";
import { composeGuideQuery } from "@/lib/client/queries";
import type { Issue, ReviewView } from "@/lib/core/views";
import { goToField } from "./asked-field";
import type { EditorHandle } from "./code-mirror";
import { ComposeEditor } from "./compose-editor";
import type { ComposeFacts } from "./compose-facts";
import { IssueList } from "./issue-list";
import { PlanList } from "./plan-list";
import { Rendered } from "./rendered";
import { isInText } from "./review-sentence";
import { type FileName, FileTabs, Modernise, type SecondFile } from "./second-file";
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
  /** A fix that takes a value out of the text and makes a secret of it. */
  onSecret: (name: string, text: string) => void;
  review: Review;
  view: WorkbenchView;
  onView: (view: WorkbenchView) => void;
  /** A question that comes before everything else in the side panel. */
  question?: ReactNode;
  /** Lines of the plan that only the page knows: what registries answered. */
  warnings?: ReviewView["plan"];
  /** More sections of the side panel, such as the strategy of an upgrade. */
  aside?: ReactNode;
  second: SecondFile;
}

const NO_ISSUES: ReviewView["issues"] = [];
const NO_VARIABLES: ReviewView["variables"] = [];
const VIEWS = [
  { value: "text", label: "Text" },
  { value: "changes", label: "Changes" },
  { value: "rendered", label: "Rendered" },
] as const;

/** The editor with everything that is said about its text: issues, variables, plan, changes and the rendered result. */
export function Workbench({
  environment,
  text,
  variables,
  onText,
  onVariable,
  onVariables,
  onSecret,
  review,
  view,
  onView,
  question,
  warnings = [],
  aside,
  second,
}: WorkbenchProps) {
  const editor = useRef<EditorHandle>(null);
  const said = review.latest;
  const issues = said?.issues ?? NO_ISSUES;
  const [ownIssues, secondIssues] = useMemo(() => [issues.filter((issue) => !issue.file && isInText(issue)), issues.filter(({ file }) => file)], [issues]);
  const plan = [...(said?.plan.length ? warnings : []), ...(said?.plan ?? [])];
  const used = useUsedVariables(said);
  const facts = useFacts(environment, used, variables);
  const rancherEditor = useRef<EditorHandle>(null);
  const [file, setFile] = useState<FileName>("docker-compose.yml");
  const [added, setAdded] = useState(false);
  const hasSecond = added || second.text !== "";
  const shown = hasSecond ? file : "docker-compose.yml";
  const rewritten = useRef<{ before: { compose: string; rancher: string }; after: string } | null>(null);
  /** Undone and done again, a rewriting takes the second file along. */
  const write = (text: string) => {
    const { before, after } = rewritten.current ?? {};
    if (before && text === before.compose && second.text === "") second.onText(before.rancher);
    else if (before && text === after && second.text === before.rancher) second.onText("");
    onText(text);
  };
  const modernise = (after: string) => {
    rewritten.current = { before: { compose: text, rancher: second.text }, after };
    onText(after);
    second.onText("");
    setAdded(false);
    setFile("docker-compose.yml");
  };
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
  const taken = ({ variable, secret }: NonNullable<Issue["fix"]>) => {
    if (variable) onVariable(variable.name, variable.value);
    if (secret) onSecret(secret.name, secret.value);
  };
  return (
    <div className="editor-grid max-narrow:block">
      <div className="editor-main max-narrow:border-r-0">
        <div className="editor-tabs h-10 gap-3 max-narrow:h-auto max-narrow:flex-wrap max-narrow:px-4 max-narrow:py-2">
          <Segmented label="Show" value={view} onChange={onView} options={VIEWS} />
          {view === "text" && <FileTabs file={shown} open={hasSecond} onFile={setFile} onOpen={() => show("rancher-compose.yml")} />}
          <span className="spacer" />
          <span className="meta nowrap">{said ? sizeOf(said) : counted(text === "" ? 0 : text.split("\n").length, "line")}</span>
        </div>
        <div className="editor !p-0 max-narrow:h-[60vh] max-narrow:flex-none" hidden={view !== "text" || shown !== "docker-compose.yml"}>
          <ComposeEditor
            label="Compose file"
            hint="Paste a compose file, or drop one on this page. Ctrl Space offers what may stand here."
            text={text}
            onChange={write}
            issues={ownIssues}
            onFix={taken}
            facts={facts}
            handle={editor}
          />
        </div>
        {hasSecond && (
          <div className="editor !p-0 max-narrow:h-[60vh] max-narrow:flex-none" hidden={view !== "text" || shown !== "rancher-compose.yml"}>
            <ComposeEditor label="rancher-compose.yml" text={second.text} onChange={second.onText} issues={secondIssues} handle={rancherEditor} />
          </div>
        )}
        {view === "changes" && (
          <SpecDiffs diff={said?.diff ?? []}>
            <PlanList plan={plan} wide />
          </SpecDiffs>
        )}
        {view === "rendered" && <Rendered text={said?.rendered ?? ""} />}
      </div>
      <aside className="side !overflow-y-auto" aria-label="About this file">
        {question}
        {said?.room && said.room.over.length > 0 && <RoomSection room={said.room} />}
        {review.view?.modern && (
          <Modernise
            before={{ compose: text, rancher: second.text }}
            after={review.view.modern}
            onTake={() => review.view?.modern && modernise(review.view.modern)}
          />
        )}
        <IssueList
          issues={issues}
          checked={said !== null}
          fresh={review.view !== null}
          onGoTo={goTo}
          onFix={(fix, issue) => (issue.file ? rancherEditor : editor).current?.apply(fix)}
          onFixAll={(alike) => (alike[0]?.file ? rancherEditor : editor).current?.apply(...alike.flatMap(({ fix }) => fix ?? []))}
          onAsk={goToField}
        />
        <VariablesTable variables={used} values={variables} onChange={onVariable} onMany={onVariables} />
        {aside}
        {view !== "changes" && <PlanList plan={plan} />}
        {said?.room && said.room.over.length === 0 && <RoomSection room={said.room} />}
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

/** How many services there are is known once the file has no errors. */
const sizeOf = ({ lines, services }: ReviewView) => (services === 0 ? counted(lines, "line") : `${counted(lines, "line")}, ${counted(services, "service")}`);

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
