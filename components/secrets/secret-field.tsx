"use client";
import { type ChangeEvent, useRef, useState } from "react";
import { isTyped, secretOfFile, type TypedSecret } from "@/components/editor/typed-secrets";
import { Button } from "@/components/ui/button";
import { MOST_SECRET_BYTES } from "@/lib/core/secrets";

export interface SecretFieldProps {
  /** What the field is called. */
  label: string;
  id?: string | undefined;
  value: TypedSecret | undefined;
  invalid?: boolean;
  describedBy?: string | undefined;
  rows?: number;
  onChange: (value: TypedSecret) => void;
}

/** Where the text of a secret is typed, in dots, or taken from a file. Several lines are fine: keys and certificates have them. */
export function SecretField({ label, id, value, invalid = false, describedBy, rows = 1, onChange }: SecretFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);
  const [large, setLarge] = useState<string | null>(null);
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    event.target.value = "";
    setLarge(file && file.size > MOST_SECRET_BYTES ? file.name : null);
    if (file && file.size <= MOST_SECRET_BYTES) onChange(await secretOfFile(file));
  };
  const file = value && "file" in value ? value.file : null;
  return (
    <span className="grid min-w-0 gap-1">
      {file === null ? (
        <textarea
          id={id}
          className={`input input-area input-mono min-w-0${shown ? "" : " masked"}${invalid ? " is-broken" : ""}`}
          aria-label={label}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          rows={rows}
          value={value && "text" in value ? value.text : ""}
          placeholder="its text"
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => onChange({ text: target.value })}
        />
      ) : (
        <span className="mono truncate text-xs" title={file}>
          {file}
        </span>
      )}
      <span className="row gap-1">
        <input ref={input} type="file" hidden aria-label={`File for ${label}`} onChange={(event) => void read(event)} />
        <Button size="sm" variant="ghost" className="-ml-2" onClick={() => input.current?.click()} aria-label={`Take ${label} from a file`}>
          From a file
        </Button>
        {file === null && isTyped(value) && (
          <Button size="sm" variant="ghost" aria-pressed={shown} aria-label={`Show ${label}`} onClick={() => setShown(!shown)}>
            {shown ? "Hide" : "Show"}
          </Button>
        )}
        {file !== null && (
          <Button size="sm" variant="ghost" aria-label={`Clear ${label}`} onClick={() => onChange({ text: "" })}>
            Clear
          </Button>
        )}
      </span>
      {large && <span className="hint hint-broken">{large} is larger than 500 kB, which is the most a secret has.</span>}
    </span>
  );
}
