"use client";
import { useEffect, useMemo, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { CopyButton, copyText } from "@/components/ui/copy-button";
import { Icon, type IconName } from "@/components/ui/icon";
import type { LogLine } from "@/lib/client/log-entry";
import type { LogSourceView } from "@/lib/client/log-sources";
import { fieldsOf, filterForField, type LogFields } from "@/lib/core/log-fields";
import { plainText } from "@/lib/core/log-match";
import { seriesClass, sourceName } from "./log-source";
import { cleanText } from "./log-text";
import { exactTime } from "./log-times";

export interface LogLinePanelProps {
  line: LogLine;
  source: LogSourceView | undefined;
  utc: boolean;
  /** Whether lines are left out, so that there is something to see around this one. */
  canShowAround: boolean;
  onAround: () => void;
  /** The address of this line. */
  linkTo: () => Promise<string>;
  onFilter: (text: string) => void;
  onStep: (direction: 1 | -1) => void;
  onClose: () => void;
}

/** One line with all that is known about it; what it says by name and value stands in a table. */
export function LogLinePanel({ line, source, utc, canShowAround, onAround, linkTo, onFilter, onStep, onClose }: LogLinePanelProps) {
  const text = useMemo(() => cleanText(line), [line]);
  const read = useMemo(() => fieldsOf(plainText(line.text)), [line]);
  return (
    <section
      className="log-panel"
      aria-label="Line"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className="log-panel-head">
        <h2 className="h3 font-medium">Line</h2>
        <span className="spacer" />
        <IconButton size="sm" icon="up" label="Previous line" onClick={() => onStep(-1)} />
        <IconButton size="sm" icon="down" label="Next line" onClick={() => onStep(1)} />
        <IconButton size="sm" icon="close" label="Close" onClick={onClose} />
      </header>
      <div className="log-panel-body">
        <dl className="log-facts">
          <dt>Time</dt>
          <dd>
            <time dateTime={line.at}>{exactTime(line.at, utc)}</time>
          </dd>
          {source !== undefined && (
            <>
              <dt>Container</dt>
              <dd>
                <span className={`mono ${seriesClass(line.source)}`}>{sourceName(source)}</span>
                <span className="meta">{` revision ${source.revision}${source.generation === "gone" ? ", gone" : ""}`}</span>
              </dd>
            </>
          )}
          <dt>Stream</dt>
          <dd>
            {line.stream}
            {line.level !== null && <span className="meta">{`, ${line.level}`}</span>}
          </dd>
        </dl>
        <div className="row log-panel-actions">
          <CopyWords label="Copy line" icon="copy" text={async () => text} />
          <CopyWords label="Copy link" icon="link" text={linkTo} />
          {canShowAround && (
            <Button size="sm" icon="updown" onClick={onAround}>
              Show around
            </Button>
          )}
        </div>
        {read === null ? <pre className="log-whole">{text}</pre> : <Fields read={read} onFilter={onFilter} />}
      </div>
    </section>
  );
}

/** A button in words that copies, and says for two seconds what came of it. */
function CopyWords({ label, icon, text }: { label: string; icon: IconName; text: () => Promise<string> }) {
  const [said, setSaid] = useState<"Copied" | "Not copied" | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2_000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    text()
      .then(copyText)
      .then(
        () => setSaid("Copied"),
        () => setSaid("Not copied"),
      );
  return (
    <Button size="sm" icon={said === "Copied" ? "check" : icon} onClick={() => void copy()}>
      {said ?? label}
    </Button>
  );
}

function Fields({ read, onFilter }: { read: LogFields; onFilter: (text: string) => void }) {
  return (
    <table className="log-fields" aria-label="Fields">
      <tbody>
        {read.fields.map((field, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: fields of a line never move, and a name may come twice
          <tr key={at}>
            <th scope="row">{field.name}</th>
            <td>{field.value === "" ? <span className="ink-3">empty</span> : field.value}</td>
            <td className="log-field-acts">
              <button
                type="button"
                className="btn btn-ghost btn-sm btn-icon"
                aria-label={`Filter by ${field.name}`}
                title="Only lines that say the same"
                onClick={() => onFilter(filterForField(read, field))}
              >
                <Icon name="filter" size="sm" />
              </button>
              <CopyButton text={field.value} label={`Copy ${field.name}`} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
