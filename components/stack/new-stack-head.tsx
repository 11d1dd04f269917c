"use client";
import { type ChangeEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { ExamplesMenu } from "./examples-menu";

export interface Example {
  /** Also a good name for the stack. */
  id: string;
  title: string;
  text: string;
}

const MOST_BYTES = 256 * 1024;

interface NewStackHeadProps {
  name: string;
  error: string | null;
  examples: readonly Example[];
  restored: boolean;
  onDiscard: () => void;
  onName: (name: string) => void;
  onLeaveName: () => void;
  onOpen: (text: string, name: string) => void;
}

/** The stack's name, and the ways to get a text into the editor. */
export function NewStackHead({ name, error, examples, restored, onDiscard, onName, onLeaveName, onOpen }: NewStackHeadProps) {
  return (
    <div className="editor-head items-start max-narrow:flex-wrap max-narrow:p-4">
      <Field label="Stack name" error={error} className="w-[300px] max-narrow:w-full">
        {(wiring) => (
          <Input
            {...wiring}
            mono
            value={name}
            placeholder="beamline-als"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onName(event.target.value)}
            onBlur={onLeaveName}
          />
        )}
      </Field>
      {restored && (
        <span className="meta mt-[34px] max-narrow:mt-0">
          Draft of this tab.{" "}
          <button type="button" className="link cursor-pointer border-0 bg-transparent p-0 hover:underline" onClick={onDiscard}>
            Begin anew
          </button>
        </span>
      )}
      <span className="spacer" />
      <span className="row mt-[26px] max-narrow:mt-0">
        <OpenFile onOpen={onOpen} />
        <ExamplesMenu examples={examples} onChoose={(example) => onOpen(example.text, example.id)} />
      </span>
    </div>
  );
}

function OpenFile({ onOpen }: Pick<NewStackHeadProps, "onOpen">) {
  const input = useRef<HTMLInputElement>(null);
  const [tooBig, setTooBig] = useState(false);
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    setTooBig(file.size > MOST_BYTES);
    if (file.size <= MOST_BYTES) onOpen(await file.text(), "");
  };
  return (
    <>
      {tooBig && (
        <span className="meta" role="alert">
          A compose file has 256 KiB at most.
        </span>
      )}
      <input ref={input} type="file" accept=".yml,.yaml,text/yaml,text/plain" hidden aria-label="File" onChange={read} />
      <Button variant="ghost" icon="file" onClick={() => input.current?.click()}>
        Open a file
      </Button>
    </>
  );
}
