import { Button } from "@/components/ui/button";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { AskedField, Issue, Severity } from "@/lib/core/views";
import { byWeight } from "./issue-ranges";
import { isInText, issueCounts } from "./review-sentence";

const ICONS: Record<Severity, { icon: IconName; tone: string; word: string }> = {
  error: { icon: "cross", tone: "broken", word: "Error" },
  warning: { icon: "warning", tone: "person", word: "Warning" },
  notice: { icon: "info", tone: "ink-3", word: "Note" },
};

export interface IssueListProps {
  issues: readonly Issue[];
  /** Something has been said of some text. */
  checked?: boolean;
  /** Issues and text are of the same moment: only then may a fix be applied. */
  fresh: boolean;
  onGoTo: (issue: Issue) => void;
  onFix: (fix: Fix, issue: Issue) => void;
  /** The same fix in several places, as one step. */
  onFixAll?: (alike: readonly Issue[]) => void;
  /** To the field beside the text that the issue asks for. */
  onAsk?: (asked: AskedField) => void;
}

type Fix = NonNullable<Issue["fix"]>;

/** Everything said about the text, worst first, each with its place and, where there is one, its fix. */
export function IssueList({ issues, checked = true, ...rest }: IssueListProps) {
  const sorted = byWeight(issues);
  return (
    <section className="side-sec" aria-label="Issues">
      <div className="side-head">
        <h2>Issues</h2>
        <span className="meta" role="status" aria-label="Issue count">
          {issueCounts(issues)}
        </span>
      </div>
      {issues.length === 0 && (
        <p className="text-xs text-ink-3">{checked ? "Nothing to say about this file." : "Checked as you write, each line against what is allowed here."}</p>
      )}
      {sorted.map((issue) => (
        <IssueItem
          key={`${issue.file ?? ""} ${issue.rule} ${issue.path} ${issue.line}:${issue.column}`}
          issue={issue}
          alike={likeFirst(issue, sorted)}
          {...rest}
        />
      ))}
    </section>
  );
}

function IssueItem({
  issue,
  alike,
  fresh,
  onGoTo,
  onFix,
  onFixAll,
  onAsk,
}: { issue: Issue; alike: readonly Issue[] } & Omit<IssueListProps, "issues" | "checked">) {
  const { icon, tone, word } = ICONS[issue.severity];
  const { fix, asks } = issue;
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
        {onFixAll && alike.length > 1 && (
          <Button size="sm" variant="ghost" className="-ml-2.5 mt-1" disabled={!fresh} onClick={() => onFixAll(alike)}>
            Fix all {alike.length} like this
          </Button>
        )}
      </div>
      {fix ? (
        <Button size="sm" disabled={!fresh} onClick={() => onFix(fix, issue)} aria-label={`Fix line ${issue.line}: ${fix.label}`}>
          Fix
        </Button>
      ) : asks && onAsk ? (
        <Button size="sm" onClick={() => onAsk(asks)} aria-label={`Fill in ${asks.name}, line ${issue.line}`}>
          Fill in
        </Button>
      ) : (
        <span />
      )}
    </div>
  );
}

/** Those that the same fix mends, where this is the first of them. A free port or the name of a variable is good for one place alone. */
function likeFirst({ rule, file, fix }: Issue, sorted: readonly Issue[]): readonly Issue[] {
  const isAlike = (other: Issue) => other.rule === rule && other.file === file && other.fix?.label === fix?.label;
  if (!fix || fix.variable || /port/.test(rule)) return [];
  const alike = sorted.filter(isAlike);
  return alike[0]?.fix === fix ? alike : [];
}

/** "services.app.privileged": the part a person looks for, then what is wrong in a few words. */
function headOf({ path, short }: Issue) {
  const [, service, below = ""] = /^services\.([^.[]+)\.?(.*)$/.exec(path) ?? [];
  if (!service) return sentenceStart(short);
  // Where the few words are of any key, it is named.
  const key = short.startsWith("not ") ? /^[\w-]+(?:\.[\w-]+)*$/.exec(below)?.[0] : undefined;
  return (
    <>
      <span className="mono">{service}</span>: {key && <span className="mono">{key}</span>}
      {key && " "}
      {short}
    </>
  );
}

const sentenceStart = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
