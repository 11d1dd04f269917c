"use client";
import { Select } from "@/components/ui/field";
import { SearchBox } from "@/components/ui/search-box";
import { EVENT_KINDS } from "@/lib/core/stack-events";
import type { TimelineEntry } from "@/lib/core/timeline";
import { eventKindWord } from "@/lib/format/event-words";
import type { TimelineFilter } from "./filter";

interface Props {
  services: readonly string[];
  entries: readonly TimelineEntry[];
  filter: TimelineFilter;
  onChange: (patch: Partial<TimelineFilter>) => void;
}

export function TimelineFilters({ services, entries, filter, onChange }: Props) {
  const there = new Set(entries.flatMap((entry) => (entry.type === "event" ? [entry.event.what.kind] : entry.events.map(({ what }) => what.kind))));
  const named = filter.service === null || services.includes(filter.service) ? services : [...services, filter.service];
  return (
    <div className="toolbar filters">
      <SearchBox label="Filter activity" query={filter.text ?? ""} onQuery={(text) => onChange({ text: text || null })} />
      <Select aria-label="Service" value={filter.service ?? ""} onChange={(event) => onChange({ service: event.target.value || null })}>
        <option value="">All services</option>
        {named.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select
        aria-label="Kind"
        value={filter.kind ?? ""}
        onChange={({ target: { value } }) => onChange({ kind: value === "operation" ? value : (EVENT_KINDS.find((kind) => kind === value) ?? null) })}
      >
        <option value="">All kinds</option>
        <option value="operation">Operations</option>
        {EVENT_KINDS.filter((kind) => there.has(kind) || kind === filter.kind).map((kind) => (
          <option key={kind} value={kind}>
            {eventKindWord(kind)}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Severity"
        value={filter.severity ?? ""}
        onChange={({ target: { value } }) => onChange({ severity: value === "error" || value === "warning" ? value : null })}
      >
        <option value="">All severities</option>
        <option value="warning">Warnings and errors</option>
        <option value="error">Errors</option>
      </Select>
    </div>
  );
}
