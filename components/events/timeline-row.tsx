"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { Who } from "@/components/activity/who";
import { Age, ClockTime, Lasting } from "@/components/ui/age";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { LookWords } from "@/components/ui/state-chip";
import type { StackEvent } from "@/lib/core/stack-events";
import { causeWord, eventSentence } from "@/lib/format/event-words";
import { harmlessText } from "@/lib/format/harmless-text";
import { count, plain } from "@/lib/format/names";
import { operationTitle } from "@/lib/format/sentences";
import { operationLook } from "@/lib/format/state";
import { eventLook } from "./event-look";
import type { TimelineLine } from "./timeline-lines";

export interface TimelineRowProps {
  line: TimelineLine;
  index: number;
  measure?: ((row: HTMLTableRowElement | null) => void) | undefined;
  onToggle: (operationId: string) => void;
}

export function lineKey(line: TimelineLine): string {
  if (line.type === "operation") return line.operation.id;
  return line.type === "event" ? line.event.id : `${line.operationId} ${line.step.seq}`;
}

export function TimelineRow({ line, index, measure, onToggle }: TimelineRowProps) {
  if (line.type === "operation") return <OperationRow line={line} index={index} measure={measure} onToggle={onToggle} />;
  const nested = line.type === "pull" || line.nested;
  return (
    <tr ref={measure} data-index={index} className={clsx(nested && "is-nested", line.last && "is-last")}>
      <td className="c-x" />
      {line.type === "pull" ? <PullCells step={line.step} /> : <EventCells event={line.event} nested={line.nested} />}
    </tr>
  );
}

function EventCells({ event, nested }: { event: StackEvent; nested: boolean }) {
  const look = eventLook(event);
  const when = event.count > 1 ? event.lastAt : event.at;
  const sentence = eventSentence(event);
  const output = event.what.kind === "health" && event.what.to === "unhealthy" ? (event.what.probe?.output ?? "") : "";
  return (
    <>
      <td className="c-name">
        <span className="timeline-what">
          <Icon name={look.icon} className={look.tone} />
          <span className="min-w-0">
            <span className="timeline-words" title={plain(sentence)}>
              <Prose>{sentence}</Prose>
            </span>
            {output !== "" && <span className="meta mono timeline-output">{firstLine(output)}</span>}
          </span>
        </span>
      </td>
      <td className={clsx("c-state", look.word === "" && "is-none")}>
        {look.word !== "" && <span className={`health health-${look.tone}`}>{look.word}</span>}
      </td>
      <td className="c-run ink-2">{causeWord(event)}</td>
      <td className={clsx("c-run ink-2", event.count === 1 && "is-none")}>{event.count > 1 && <Lasting from={event.at} until={event.lastAt} />}</td>
      <td className="c-run ink-2">{nested ? <ClockTime at={when} /> : <Age at={when} />}</td>
    </>
  );
}

/** The first line of what a check said; the whole of it stands on the service's page. */
const firstLine = (output: string): string => harmlessText(output).split("\n", 1).join("").slice(0, 200);

function PullCells({ step }: { step: Extract<TimelineLine, { type: "pull" }>["step"] }) {
  const look = operationLook(step.status);
  return (
    <>
      <td className="c-name">
        <span className="timeline-what">
          <Icon name="download" className="ink-3" />
          <span className="timeline-words">
            <Prose>{step.title.replace(/^Pull (.*)$/, step.status === "succeeded" ? "Pulled `$1`" : "Pull `$1`")}</Prose>
          </span>
        </span>
      </td>
      <td className={clsx("c-state", step.status === "succeeded" && "is-none")}>
        {step.status !== "succeeded" && <span className={`health health-${look.tone}`}>{look.word}</span>}
      </td>
      <td className="c-run ink-2">Spindle</td>
      <td className="c-run ink-2">
        <Lasting from={step.startedAt} until={step.endedAt} />
      </td>
      <td className="c-run ink-2">
        <ClockTime at={step.startedAt} />
      </td>
    </>
  );
}

function OperationRow({ line, index, measure, onToggle }: TimelineRowProps & { line: Extract<TimelineLine, { type: "operation" }> }) {
  const { operation, under, open } = line;
  const title = operationTitle(operation);
  return (
    <tr ref={measure} data-index={index} className={clsx(open && "is-open")}>
      <td className="c-x">
        {under > 0 && (
          <button
            type="button"
            className="disclose"
            aria-expanded={open}
            aria-label={`What came of it: ${plain(title)}, ${count(under, "event")}`}
            onClick={() => onToggle(operation.id)}
          >
            <Icon name={open ? "disclose-open" : "disclose"} size="sm" />
          </button>
        )}
      </td>
      <td className="c-name">
        <span className="flex min-w-0 items-baseline gap-2">
          <Link className="truncate font-medium hover:text-accent-ink" href={`/${operation.environment}/activity/${operation.id}`}>
            <Prose>{title}</Prose>
          </Link>
          {operation.message && <span className="meta truncate">{operation.message}</span>}
        </span>
      </td>
      <td className="c-state">
        <LookWords look={operationLook(operation.status)} />
      </td>
      <td className="c-run">
        <Who operation={operation} />
      </td>
      <td className="c-run ink-2">
        <Lasting from={operation.startedAt} until={operation.endedAt} />
      </td>
      <td className="c-run ink-2">
        <Age at={operation.startedAt} />
      </td>
    </tr>
  );
}
