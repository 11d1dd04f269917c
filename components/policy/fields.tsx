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
