import { Field, Input, Segmented } from "@/components/ui/field";
import type { Strategy } from "@/lib/core/desired";

export interface StrategyFieldsProps {
  strategy: Strategy;
  onChange: (part: Partial<Strategy>) => void;
}

const LIMITS = { batchSize: { min: 1, max: 10 }, intervalSeconds: { min: 0, max: 3600 }, healthDeadlineSeconds: { min: 5, max: 3600 } } as const;
type NumberKey = keyof typeof LIMITS;

/** How containers are replaced, and what happens when one does not get healthy. */
export function StrategyFields({ strategy, onChange }: StrategyFieldsProps) {
  const number = (key: NumberKey, label: string, unit: string) => (
    <Field label={label}>
      {(wiring) => (
        <span className="flex items-center gap-2">
          <Input
            {...wiring}
            type="number"
            className="!w-20"
            inputMode="numeric"
            {...LIMITS[key]}
            step={1}
            value={strategy[key]}
            onChange={(event) => onChange({ [key]: within(event.target.valueAsNumber, LIMITS[key]) })}
          />
          <span className="meta">{unit}</span>
        </span>
      )}
    </Field>
  );
  return (
    <section className="side-sec" aria-label="Strategy">
      <div className="side-head">
        <h2>Strategy</h2>
        <span className="meta">of this upgrade</span>
      </div>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3">
        {number("batchSize", "Batch size", "at a time")}
        {number("intervalSeconds", "Interval", "s between")}
        {number("healthDeadlineSeconds", "Health deadline", "s a batch")}
        <div>
          <span className="label">On failure</span>
          <Segmented
            label="On failure"
            value={strategy.onFailure}
            onChange={(onFailure) => onChange({ onFailure })}
            options={[
              { value: "pause", label: "Pause" },
              { value: "roll-back", label: "Roll back" },
            ]}
          />
        </div>
        <div className="col-span-2">
          <span className="label">Order</span>
          <Segmented
            label="Order"
            value={strategy.order}
            onChange={(order) => onChange({ order })}
            options={[
              { value: "stop-first", label: "Stop first" },
              { value: "start-first", label: "Start first" },
            ]}
          />
          <p className="hint">
            {strategy.order === "start-first"
              ? "The new container is well before the old one stops. Not possible with a fixed host port."
              : "The old container stops before its new one starts."}
          </p>
        </div>
      </div>
    </section>
  );
}

const within = (value: number, { min, max }: { min: number; max: number }): number =>
  Number.isFinite(value) ? Math.min(Math.max(Math.round(value), min), max) : min;
