"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { download } from "@/components/stack/export-menu";
import { buttonClass } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";
import { Menu } from "@/components/ui/menu";
import { auditNamesQuery, type Book, bookPath, bookQuery } from "@/lib/client/audit";
import { useTimeZone } from "@/lib/client/now";
import { environmentsQuery } from "@/lib/client/queries";
import { AUDIT_OUTCOMES } from "@/lib/core/audit";
import { AUDIT_ACTION_NAMES } from "@/lib/core/audit-actions";
import { auditLook } from "@/lib/format/state";
import { type FilterText, fieldTime, isoTime } from "./filter";

interface Props {
  book: Book;
  filter: FilterText;
  /** The filter as the address has it, for the export. */
  query: string;
  onChange: (patch: Partial<FilterText>) => void;
}

const NOUNS = [...new Set(AUDIT_ACTION_NAMES.map((name) => name.split(".")[0] ?? ""))].sort();

export function AuditFilters({ book, filter, query, onChange }: Props) {
  const { data: names } = useQuery(auditNamesQuery(book));
  const { data: environments } = useQuery(environmentsQuery());
  const timeZone = useTimeZone();
  const choose = (key: "person" | "action" | "stack" | "environment", label: string, all: string, options: readonly { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      value={filter[key] ?? ""}
      onChange={(event) => onChange({ [key]: event.target.value || null })}
      data-filter={key === "person" || undefined}
    >
      <option value="">{all}</option>
      {withChosen(options, filter[key]).map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
  const time = (key: "from" | "until", label: string) => (
    <div className="audit-time">
      <span aria-hidden>{label}</span>
      <Input
        type="datetime-local"
        aria-label={label}
        value={fieldTime(filter[key], timeZone)}
        onChange={(event) => onChange({ [key]: isoTime(event.target.value) })}
      />
    </div>
  );
  const file = (format: string) => download(`${bookPath(book, "/export")}?${bookQuery(book, [`format=${format}`, query].filter(Boolean).join("&"))}`);
  return (
    <div className="toolbar filters audit-filters">
      {book.of !== "oneself" && choose("person", "Person", "Everybody", asOptions(names?.people ?? []))}
      {choose("action", "Action", "All actions", ACTIONS)}
      {book.of !== "stack" && choose("stack", "Stack", "All stacks", asOptions(names?.stacks ?? []))}
      {book.of !== "stack" && choose("environment", "Environment", "All environments", asOptions(environments?.map(({ name }) => name) ?? []))}
      <Select
        aria-label="Outcome"
        value={filter.outcome ?? ""}
        onChange={(event) => onChange({ outcome: AUDIT_OUTCOMES.find((one) => one === event.target.value) ?? null })}
      >
        <option value="">All outcomes</option>
        {AUDIT_OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {auditLook(outcome).word}
          </option>
        ))}
      </Select>
      <Address value={filter.address} onChange={(address) => onChange({ address })} />
      <div className="audit-times">
        {time("from", "From")}
        {time("until", "Until")}
      </div>
      <span className="spacer" />
      <Menu
        label="Export"
        className={buttonClass({ variant: "ghost" })}
        entries={[
          { id: "jsonl", icon: "download", label: "JSON lines", onSelect: () => file("jsonl") },
          { id: "csv", icon: "download", label: "CSV", onSelect: () => file("csv") },
        ]}
      >
        Export
      </Menu>
    </div>
  );
}

const asOptions = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));

/** Whole nouns first, then each action by its name. */
const ACTIONS = NOUNS.flatMap((noun) => [
  { value: `${noun}.`, label: `${noun}: all` },
  ...AUDIT_ACTION_NAMES.filter((name) => name.startsWith(`${noun}.`)).map((name) => ({ value: name, label: name.replace(".", ": ") })),
]);

/** What the address names stays to be seen, also where nothing of it is there. */
const withChosen = (options: readonly { value: string; label: string }[], chosen: string | null) =>
  chosen === null || options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }];

function Address({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const [text, setText] = useState(value ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(text.trim() || null);
  };
  return (
    <form onSubmit={submit} className="audit-address">
      <Input
        aria-label="Address"
        placeholder="Any address"
        mono
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => text.trim() !== (value ?? "") && onChange(text.trim() || null)}
      />
    </form>
  );
}
