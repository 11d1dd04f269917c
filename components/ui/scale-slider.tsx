"use client";
import { NumberField } from "@base-ui/react/number-field";
import { Slider } from "@base-ui/react/slider";
import { useState } from "react";

/** A slider always with its number field. `onCommit` fires once, on release or Enter, and only for a new value. */
export function ScaleSlider({
  label,
  value,
  min = 0,
  max,
  disabled = false,
  onCommit,
}: {
  label: string;
  value: number;
  min?: number;
  max: number;
  disabled?: boolean;
  onCommit: (value: number) => void;
}) {
  // What is being dragged or typed; null while it follows `value`.
  const [draft, setDraft] = useState<number | null>(null);
  const shown = draft ?? value;
  const commit = (next: number | null) => {
    setDraft(null);
    if (next !== null && next !== value) onCommit(next);
  };
  return (
    <div className="slider">
      <Slider.Root className="slider-root" value={shown} min={min} max={max} step={1} disabled={disabled} onValueChange={setDraft} onValueCommitted={commit}>
        <Slider.Control className="slider-control">
          <Slider.Track className="slider-track">
            <Slider.Indicator className="slider-fill" />
            <Slider.Thumb className="slider-thumb" getAriaLabel={() => label} />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <NumberField.Root value={shown} min={min} max={max} disabled={disabled} onValueChange={setDraft} onValueCommitted={commit}>
        <NumberField.Input
          className="input slider-number"
          aria-label={`${label}, as a number`}
          onKeyDown={(event) => event.key === "Enter" && draft !== null && commit(Math.min(Math.max(draft, min), max))}
        />
      </NumberField.Root>
    </div>
  );
}
