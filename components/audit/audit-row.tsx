"use client";
import { Age } from "@/components/ui/age";
import { Icon } from "@/components/ui/icon";
import { LookWords } from "@/components/ui/state-chip";
import type { AuditLine } from "@/lib/core/audit";
import { actionWords, visible } from "@/lib/format/audit-sentences";
import { auditLook } from "@/lib/format/state";

interface Props {
  line: AuditLine;
  open: boolean;
  onToggle: (number: number) => void;
  index: number;
  measure?: (row: HTMLTableRowElement | null) => void;
}

/** "tin63 upgraded shop", how it ended, from where and when. */
export function AuditRow({ line, open, onToggle, index, measure }: Props) {
  const subject = visible(line.subject);
  return (
    <tr ref={measure} data-index={index} className={open ? "is-open" : undefined}>
      <td className="c-x">
        <button type="button" className="disclose" aria-expanded={open} aria-label={`Row ${line.number}`} onClick={() => onToggle(line.number)}>
          <Icon name={open ? "disclose-open" : "disclose"} />
        </button>
      </td>
      <td className="c-name">
        <span className="audit-what">
          <span className="strong">{visible(line.actor)}</span> {actionWords(line.action, line.outcome)}{" "}
          <span className="mono">{subject === line.actor ? "" : subject}</span>
          {line.environment && line.stack && <span className="meta">{` in ${visible(line.environment)}`}</span>}
        </span>
      </td>
      <td className="c-state">
        <LookWords look={auditLook(line.outcome)} />
      </td>
      <td className="c-last ink-2 truncate">
        <span className="mono">{visible(line.address ?? "")}</span>
        <span className="only-narrow">
          {line.address && ", "}
          <Age at={line.at} />
        </span>
      </td>
      <td className="c-run ink-2 max-narrow:!hidden">
        <Age at={line.at} />
      </td>
    </tr>
  );
}
