import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";
import { Icon } from "./icon";

interface Wiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface FieldWords {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  /** At the right end of the label's line. */
  end?: ReactNode;
}

/** Label above, hint or error below; an error shows a valid example. The child gets the ids. */
export function Field({
  label,
  hint,
  error,
  end,
  children,
  className,
}: FieldWords & {
  children: (wiring: Wiring) => ReactNode;
  className?: string;
}) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={clsx("field", className)}>
      <div className="row">
        <label className="label" htmlFor={id}>
          {label}
        </label>
        {end !== undefined && (
          <>
            <span className="spacer" />
            {end}
          </>
        )}
      </div>
      {children({ id, "aria-describedby": note ? `${id}-note` : undefined, "aria-invalid": error ? true : undefined })}
      {note && (
        <p id={`${id}-note`} className={error ? "hint hint-broken" : "hint"} role={error ? "alert" : undefined}>
          {error && <Icon name="cross" />}
          {note}
        </p>
      )}
    </div>
  );
}

interface InputLook {
  mono?: boolean;
  large?: boolean;
}

const inputClass = ({ mono, large }: InputLook, invalid: unknown, className?: string) =>
  clsx("input", mono && "input-mono", large && "input-lg", Boolean(invalid) && "is-broken", className);

export function Input({ mono, large, className, ...rest }: InputLook & ComponentProps<"input">) {
  return <input {...rest} className={inputClass({ mono, large }, rest["aria-invalid"], className)} />;
}

export interface TextFieldProps extends FieldWords, InputLook, Omit<ComponentProps<"input">, "onChange"> {
  onText: (text: string) => void;
  fieldClass?: string;
}

/** A line of text under its label. What is `mono` is for machines: no browser fills it in or corrects its spelling. */
export function TextField({ label, hint, error, end, fieldClass, onText, ...input }: TextFieldProps) {
  const exact = input.mono ? { autoComplete: "off", spellCheck: false } : {};
  return (
    <Field label={label} hint={hint} error={error} end={end} className={fieldClass}>
      {(wiring) => <Input {...wiring} {...exact} {...input} onChange={(event) => onText(event.target.value)} />}
    </Field>
  );
}

export function Textarea({ mono, className, ...rest }: InputLook & ComponentProps<"textarea">) {
  return <textarea {...rest} className={inputClass({ mono }, rest["aria-invalid"], clsx("input-area", className))} />;
}

/** The browser's own select in our clothes: works on every device, costs nothing. */
export function Select({ icon, className, children, ...rest }: { icon?: ReactNode } & ComponentProps<"select">) {
  return (
    <span className={clsx("select", className)}>
      {icon}
      <select {...rest}>{children}</select>
      <Icon name="disclose-open" size="sm" />
    </span>
  );
}

export function Checkbox({ children, className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <label className={clsx("check", className)}>
      <input {...rest} type="checkbox" />
      <span className="check-box">
        <Icon name="check" />
      </span>
      <span>{children}</span>
    </label>
  );
}

/** Two or three exclusive choices side by side. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="seg" disabled={disabled}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
