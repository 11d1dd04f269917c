"use client";
import { useRef } from "react";
import type { EditorHandle } from "@/components/editor/code-mirror";
import { ComposeEditor } from "@/components/editor/compose-editor";
import { IssueList } from "@/components/editor/issue-list";
import { Card } from "@/components/ui/card";
import { Field, Select } from "@/components/ui/field";
import type { Issue } from "@/lib/core/views";

export interface TryFileProps {
  text: string;
  onText: (text: string) => void;
  username: string;
  usernames: readonly string[];
  onUsername: (username: string) => void;
  /** Null while nothing was asked. */
  issues: readonly Issue[] | null;
  fresh: boolean;
  /** Why there is no answer to a text. */
  waiting: string;
}

const NONE: readonly Issue[] = [];

/** A pasted file under the policy as it stands in the form, saved or not. */
export function TryFile({ text, onText, username, usernames, onUsername, issues, fresh, waiting }: TryFileProps) {
  const editor = useRef<EditorHandle>(null);
  return (
    <Card title="Try a file" meta="against the policy as edited" flush>
      <div className="policy-try">
        <ComposeEditor label="Compose file to try" text={text} onChange={onText} issues={issues ?? NONE} handle={editor} />
      </div>
      <div className="side-sec">
        <Field label="As" hint="Grants and private images are a person's own.">
          {(wiring) => (
            <Select {...wiring} value={username} onChange={(event) => onUsername(event.target.value)}>
              {usernames.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {issues === null ? (
        <p className="side-sec hint !mt-0">{text.trim() === "" ? "Paste a compose file to see what this policy says of it." : waiting}</p>
      ) : (
        <IssueList
          issues={issues}
          fresh={fresh}
          onGoTo={({ line, column }) => editor.current?.goTo(line, column)}
          onFix={(fix) => editor.current?.apply(fix)}
        />
      )}
    </Card>
  );
}
