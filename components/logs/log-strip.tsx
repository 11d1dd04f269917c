import type { ReactNode } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { LogQuestion } from "@/lib/client/log-question";
import type { ReaderSnapshot } from "@/lib/client/log-reader";
import type { SearchState } from "@/lib/client/log-search";
import { useNow } from "@/lib/client/now";
import { msOfMoment } from "@/lib/core/log-time";
import { HARD_SPACE } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import { shortTime } from "./log-times";

const number = new Intl.NumberFormat("en");

export interface LogStripProps {
  snapshot: ReaderSnapshot;
  question: LogQuestion;
  utc: boolean;
  onStop: () => void;
  onSearchOn: () => void;
  onStep: (direction: 1 | -1) => void;
  /** Back from the lines around one to what was asked for. */
  onLeaveLine: () => void;
  onAgain: () => void;
}

/** How a search goes, and what the lines below are if they are not simply the newest. */
export function LogStrip(props: LogStripProps) {
  const { snapshot, question } = props;
  return (
    <>
      {question.line !== null && <Around {...props} />}
      {snapshot.search !== null && question.line === null && <Search search={snapshot.search} {...props} />}
      {snapshot.historyProblem !== null && (
        <Strip
          icon="warning"
          tone="person"
          action={
            <Button size="sm" onClick={props.onAgain}>
              Try again
            </Button>
          }
        >
          {`Earlier lines could not be read. ${problemSentence(snapshot.historyProblem).why}`}
        </Strip>
      )}
    </>
  );
}

function Strip({
  icon,
  tone,
  spin,
  action,
  children,
}: {
  icon: "search" | "warning" | "info" | "ring";
  tone?: string;
  spin?: boolean;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="log-strip">
      <Icon name={icon} size="sm" spin={spin} className={tone} />
      <p role="status">{children}</p>
      <span className="spacer" />
      {action}
    </div>
  );
}

function Around({ snapshot, question, onLeaveLine, onStep }: LogStripProps) {
  const text = snapshot.lineGone
    ? "That line is not kept any more. These were written around that time."
    : question.matcher === null
      ? "One line, with what was written around it."
      : "A hit, with what was written around it.";
  return (
    <Strip
      icon={snapshot.lineGone ? "warning" : "info"}
      tone={snapshot.lineGone ? "person" : undefined}
      action={
        <>
          {question.matcher !== null && <Steps onStep={onStep} />}
          <Button size="sm" onClick={onLeaveLine}>
            {question.matcher === null && question.levels === null ? "Back to the newest" : "Back to what matches"}
          </Button>
        </>
      }
    >
      {text}
    </Strip>
  );
}

const Steps = ({ onStep }: { onStep: (direction: 1 | -1) => void }) => (
  <span className="log-steps">
    <IconButton size="sm" icon="up" label="Previous hit" onClick={() => onStep(-1)} />
    <IconButton size="sm" icon="down" label="Next hit" onClick={() => onStep(1)} />
  </span>
);

function Search({ search, utc, onStop, onSearchOn, onStep }: LogStripProps & { search: SearchState }) {
  const now = useNow();
  const { running, hits, searchedTo, share, ended, problem } = search;
  const found = `${number.format(hits)} earlier ${hits === 1 ? "hit" : "hits"}`;
  const back = searchedTo === null ? "" : ` back to ${shortTime(msOfMoment(searchedTo), utc, now, true)}`;
  const percent = share === null ? "" : ` (${Math.floor(share * 100)}${HARD_SPACE}%)`;
  const words = {
    all: `Searched all that is kept: ${found}`,
    enough: `Searched${back}: ${found}, and there may be more`,
    deadline: `Searched${back} in the time there is: ${found}`,
    stopped: `Stopped. Searched${back}: ${found}`,
    failed: `The search failed${problem === null ? "" : `: ${problemSentence(problem).why}`}`,
  };
  return (
    <Strip
      icon={running ? "ring" : ended === "failed" ? "warning" : "search"}
      tone={running ? "progress" : ended === "failed" ? "person" : undefined}
      spin={running}
      action={
        <>
          {hits > 0 && <Steps onStep={onStep} />}
          {running && (
            <Button size="sm" onClick={onStop}>
              Stop
            </Button>
          )}
          {!running && search.next !== null && (
            <Button size="sm" onClick={onSearchOn}>
              {ended === "failed" ? "Try again" : "Search further back"}
            </Button>
          )}
        </>
      }
    >
      {running || ended === null ? `Searching: searched so far${back}${percent}, ${found}` : words[ended]}
    </Strip>
  );
}
