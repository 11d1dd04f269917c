"use client";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { SecondStep } from "@/lib/format/sentences";
import { Button, type ButtonVariant } from "./button";
import { Checkbox } from "./field";
import type { IconName } from "./icon";
import { Prose } from "./prose";

/** What goes for good: the deciding button stays off until each is ticked by its name. */
export interface Ticks {
  legend: string;
  items: { id: string; label: ReactNode }[];
}

/**
 * The question in place. It takes the focus; Escape and the quiet button keep things as they are.
 * `onGo` may return a promise: the deciding button waits for it, and the question stays when it fails.
 */
export function AskInPlace({
  label,
  step,
  size,
  variant = "primary",
  ticks,
  blocked,
  onKeep,
  onGo,
}: {
  label: string;
  step: SecondStep;
  size?: "sm" | "lg";
  /** Primary unless something is destroyed for good. */
  variant?: "primary" | "danger";
  ticks?: Ticks | undefined;
  /** Why it cannot be done any more. */
  blocked?: string | null;
  onKeep: () => void;
  /** Gets the ids that were ticked. */
  onGo: (ticked: string[]) => unknown;
}) {
  const [pending, setPending] = useState(false);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => group.current?.querySelector<HTMLElement>("[data-first]")?.focus(), []);
  const ids = ticks?.items.map(({ id }) => id) ?? [];
  const left = ids.filter((id) => !ticked.has(id)).length;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onKeep();
  };
  const go = async () => {
    setPending(true);
    try {
      await onGo(ids);
    } catch {
      // The caller shows why; the question stays so that one can try again.
    } finally {
      setPending(false);
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as this line of text and buttons.
    <div ref={group} className={ids.length > 0 ? "twostep twostep-ticks" : "twostep"} role="group" aria-label={label} onKeyDown={leave}>
      <p className="strong">
        <Prose>{step.question}</Prose>
      </p>
      {ticks && ids.length > 0 && (
        <fieldset className="ticks">
          <legend>{ticks.legend}</legend>
          {ticks.items.map((item, at) => (
            <Checkbox
              key={item.id}
              data-first={at === 0 ? "" : undefined}
              checked={ticked.has(item.id)}
              onChange={({ target }) => setTicked((before) => new Set(target.checked ? [...before, item.id] : [...before].filter((id) => id !== item.id)))}
            >
              {item.label}
            </Checkbox>
          ))}
        </fieldset>
      )}
      <Button variant="ghost" size={size} onClick={onKeep}>
        {step.keep}
      </Button>
      <Button
        data-first={ids.length === 0 ? "" : undefined}
        variant={variant}
        size={size}
        disabled={left > 0}
        blocked={blocked}
        pending={pending}
        onClick={() => void go()}
      >
        {step.go}
      </Button>
    </div>
  );
}

export interface TwoStepAction {
  id: string;
  label: string;
  step: SecondStep;
  icon?: IconName;
  variant?: ButtonVariant;
  goVariant?: "primary" | "danger";
  ticks?: Ticks | undefined;
  /** Why it is off. */
  blocked?: string | null;
}

/** Buttons whose first press turns the group into the question; going back returns the focus to the button pressed. */
export function TwoStep({
  actions,
  onGo,
  size,
  children,
  className,
}: {
  actions: TwoStepAction[];
  onGo: (id: string, ticked: string[]) => unknown;
  size?: "sm" | "lg";
  /** Further buttons of the group, left of the actions. */
  children?: ReactNode;
  className?: string;
}) {
  const [armed, setArmed] = useState<string | null>(null);
  const group = useRef<HTMLDivElement>(null);
  const pressed = useRef<string | null>(null);
  const action = actions.find(({ id }) => id === armed);

  useEffect(() => {
    if (armed === null && pressed.current !== null) group.current?.querySelector<HTMLElement>(`[data-action="${pressed.current}"]`)?.focus();
    pressed.current = armed;
  }, [armed]);

  if (action) {
    return (
      <div className={className}>
        <AskInPlace
          label={action.label}
          step={action.step}
          size={size}
          variant={action.goVariant}
          ticks={action.ticks}
          blocked={action.blocked}
          onKeep={() => setArmed(null)}
          onGo={async (ticked) => {
            await onGo(action.id, ticked);
            setArmed(null);
          }}
        />
      </div>
    );
  }
  return (
    <div ref={group} className={`row ${className ?? ""}`}>
      {children}
      {actions.map(({ id, label, icon, variant, blocked }) => (
        <Button key={id} data-action={id} size={size} icon={icon} variant={variant} blocked={blocked} onClick={() => setArmed(id)}>
          {label}
        </Button>
      ))}
    </div>
  );
}
