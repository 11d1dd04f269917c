"use client";
import { type ChangeEvent, useRef, useState } from "react";
import type { Source } from "@/components/sources/source";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { late } from "@/lib/client/late";
import { ExamplesMenu } from "./examples-menu";

export interface Example {
  /** Also a good name for the stack. */
  id: string;
  title: string;
  text: string;
}

const RunDialog = late(() => import("@/components/sources/run-dialog").then((part) => part.default));

interface NewStackHeadProps {
  name: string;
  error: string | null;
  examples: readonly Example[];
  /** Where it may go. With one there is nothing to choose. */
  projects: readonly string[];
  project: string | null;
  onProject: (project: string) => void;
  restored: boolean;
  onDiscard: () => void;
  onName: (name: string) => void;
  onLeaveName: () => void;
  onFiles: (files: readonly File[]) => void;
  onSource: (source: Source, from: string) => void;
}

/** The stack's name, and the ways to get a text into the editor. */
export function NewStackHead(props: NewStackHeadProps) {
  const { name, error, examples, projects, project, onProject, restored, onDiscard, onName, onLeaveName, onFiles, onSource } = props;
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
      {projects.length > 1 && (
        <Field label="Project" className="w-[200px] max-narrow:w-full">
          {({ id }) => (
            <Select id={id} value={project ?? ""} onChange={(event) => onProject(event.target.value)}>
              {projects.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {restored && (
        <span className="meta mt-[34px] max-narrow:mt-0">
          Your draft.{" "}
          <button type="button" className="link cursor-pointer border-0 bg-transparent p-0 hover:underline" onClick={onDiscard}>
            Begin anew
          </button>
        </span>
      )}
      <span className="spacer max-narrow:hidden" />
      <span className="row mt-[26px] max-narrow:-mx-2 max-narrow:mt-0 max-narrow:gap-0 max-narrow:[&>.btn]:px-2">
        <OpenFiles onFiles={onFiles} />
        <FromRun onSource={onSource} />
        <ExamplesMenu examples={examples} onChoose={({ id, text }) => onSource({ text, name: id, variables: {}, notes: [] }, id)} />
      </span>
    </div>
  );
}

function OpenFiles({ onFiles }: Pick<NewStackHeadProps, "onFiles">) {
  const input = useRef<HTMLInputElement>(null);
  const read = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = "";
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <input ref={input} type="file" multiple accept=".yml,.yaml,.env,.tar,.tgz,.gz,text/yaml,text/plain" hidden aria-label="File" onChange={read} />
      <Button variant="ghost" icon="file" title="A compose file, one with its .env, or a tar; or drop them on this page" onClick={() => input.current?.click()}>
        Open a file
      </Button>
    </>
  );
}

function FromRun({ onSource }: Pick<NewStackHeadProps, "onSource">) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="ghost" icon="terminal" onClick={() => setAsking(true)}>
        From docker run
      </Button>
      {asking && (
        <RunDialog
          onClose={() => setAsking(false)}
          onOpen={(source) => {
            setAsking(false);
            onSource(source, "a docker run line");
          }}
        />
      )}
    </>
  );
}
