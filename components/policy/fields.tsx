"use client";
import { Field, Input } from "@/components/ui/field";
import { FIGURES, type Figure, type PolicyDraft } from "./policy-draft";

export interface PartProps {
  draft: PolicyDraft;
  faults: Record<string, string>;
  change: (part: Partial<PolicyDraft>) => void;
}

/** One figure with its unit; numbers line up. */
export function FigureField({ figure, draft, faults, change }: PartProps & { figure: Figure }) {
  const { label, unit } = FIGURES[figure];
  return (
    <Field label={label} error={faults[figure] ?? null}>
      {(wiring) => (
        <span className="flex items-center gap-2">
          <Input
            {...wiring}
            className="!w-24 tabular-nums"
            inputMode="decimal"
            autoComplete="off"
            value={draft.figures[figure]}
            onChange={(event) => change({ figures: { ...draft.figures, [figure]: event.target.value } })}
          />
          <span className="meta nowrap">{unit}</span>
        </span>
      )}
    </Field>
  );
}

/** A line of text that takes several words. */
export function WordsField({
  label,
  hint,
  error,
  value,
  placeholder,
  onChange,
}: {
  label: string;
  hint?: string;
  error?: string | null;
  value: string;
  placeholder?: string;
  onChange: (value: string) => void;
}) {
  return (
    <Field label={label} hint={hint} error={error ?? null}>
      {(wiring) => (
        <Input
          {...wiring}
          mono
          autoComplete="off"
          spellCheck={false}
          value={value}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
