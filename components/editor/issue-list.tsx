import { Button } from "@/components/ui/button";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { Issue, Severity } from "@/lib/core/views";
import { byWeight } from "./issue-ranges";
import { isInText, issueCounts } from "./review-sentence";

const ICONS: Record<Severity, { icon: IconName; tone: string; word: string }> = {
  error: { icon: "cross", tone: "broken", word: "Error" },
  warning: { icon: "warning", tone: "person", word: "Warning" },
  notice: { icon: "info", tone: "ink-3", word: "Note" },
};

export interface IssueListProps {
  issues: readonly Issue[];
  /** Issues and text are of the same moment: only then may a fix be applied. */
  fresh: boolean;
  onGoTo: (issue: Issue) => void;
  onFix: (fix: NonNullable<Issue["fix"]>, issue: Issue) => void;
}

/** Everything said about the text, worst first, each with its place and, where there is one, its fix. */
export function IssueList({ issues, fresh, onGoTo, onFix }: IssueListProps) {
  return (
    <section className="side-sec" aria-label="Issues">
      <div className="side-head">
        <h2>Issues</h2>
        <span className="meta" role="status" aria-label="Issue count">
          {issueCounts(issues)}
        </span>
      </div>
      {issues.length === 0 && <p className="text-xs text-ink-3">Nothing to say about this file.</p>}
      {byWeight(issues).map((issue) => (
        <IssueItem
          key={`${issue.file ?? ""} ${issue.rule} ${issue.path} ${issue.line}:${issue.column}`}
          issue={issue}
          fresh={fresh}
          onGoTo={onGoTo}
          onFix={onFix}
        />
      ))}
    </section>
  );
}

function IssueItem({ issue, fresh, onGoTo, onFix }: { issue: Issue } & Omit<IssueListProps, "issues">) {
  const { icon, tone, word } = ICONS[issue.severity];
  const { fix } = issue;
  return (
    <div className="issue">
      <Icon name={icon} className={tone} />
      <div className="min-w-0">
        <span className="sr-only">{word}: </span>
        <b>{headOf(issue)}</b>{" "}
        {isInText(issue) && (
          <button type="button" className="at link cursor-pointer border-0 bg-transparent p-0 hover:underline" onClick={() => onGoTo(issue)}>
            {issue.file && `${issue.file} `}line {issue.line}
          </button>
        )}
        <p className="break-words">
          <Prose>{issue.message}</Prose>
          {fix && <span className="strong"> {sentence(fix.label)}</span>}
        </p>
      </div>
      {fix ? (
        <Button size="sm" disabled={!fresh} onClick={() => onFix(fix, issue)} aria-label={`Fix line ${issue.line}: ${fix.label}`}>
          Fix
        </Button>
      ) : (
        <span />
      )}
    </div>
  );
}

/** "services.app.privileged": the part a person looks for, then what is wrong in a few words. */
function headOf({ path, short }: Issue) {
  const service = /^services\.([^.[]+)/.exec(path)?.[1];
  return service ? (
    <>
      <span className="mono">{service}</span>: {short}
    </>
  ) : (
    sentenceStart(short)
  );
}

const sentenceStart = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
