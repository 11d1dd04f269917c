"use client";
import { clsx } from "clsx";
import { Button } from "@/components/ui/button";
import { Prose } from "@/components/ui/prose";
import { useNow } from "@/lib/client/now";
import type { ShellState } from "@/lib/client/shell-session";
import { problemSentence } from "@/lib/format/sentences";
import type { OpenShell, Question } from "./open-shell";
import { inOneLine } from "./pasted";

/** What is to be said about the shell itself, under its screen: what it asks, or how it stands. */
export function Said({ shell, state, question }: { shell: OpenShell; state: ShellState; question: Question | null }) {
  if (question?.kind === "paste") return <AskPaste shell={shell} text={question.text} lines={question.lines} />;
  if (question?.kind === "link") return <AskLink shell={shell} address={question.address} />;
  if (state.state === "open" && state.endsAt !== null) return <Ending endsAt={state.endsAt} />;
  const words = wordsFor(state, shell.about.label);
  if (words === null) return null;
  return (
    <div className={clsx("term-over", state.state === "opening" && "is-brief")} role="status">
      <p>
        <Prose>{words.text}</Prose>
      </p>
      {words.button !== null && <Button onClick={() => shell.again()}>{words.button}</Button>}
    </div>
  );
}

function AskPaste({ shell, text, lines }: { shell: OpenShell; text: string; lines: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as this line of text and buttons.
    <div className="term-over" role="group" aria-label="Paste several lines">
      <p>
        Paste <b>{lines} lines</b>? This program runs each line as it arrives.
      </p>
      <Button variant="ghost" onClick={() => leave(shell)}>
        Do not paste
      </Button>
      <Button onClick={() => shell.type(inOneLine(text))}>As one line</Button>
      <Button autoFocus onClick={() => shell.type(text)}>
        Paste {lines} lines
      </Button>
    </div>
  );
}

function AskLink({ shell, address }: { shell: OpenShell; address: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as this line of text and buttons.
    <div className="term-over" role="group" aria-label="Open an address">
      <p>
        Open <span className="mono break-all">{address}</span>? A program in the container wrote this address.
      </p>
      <Button variant="ghost" onClick={() => leave(shell)}>
        Do not open
      </Button>
      <a className="btn btn-secondary" href={address} target="_blank" rel="noopener noreferrer" onClick={() => leave(shell)}>
        Open in a new tab
      </a>
    </div>
  );
}

function leave(shell: OpenShell): void {
  shell.ask(null);
  shell.focus();
}

function Ending({ endsAt }: { endsAt: number }) {
  const seconds = Math.max(0, Math.ceil((endsAt - useNow()) / 1_000));
  return (
    <div className="term-over is-brief" role="status">
      <p>Nothing has happened here for a while. This shell ends in {seconds} s; any key keeps it.</p>
    </div>
  );
}

function wordsFor(state: ShellState, label: string): { text: string; button: string | null } | null {
  if (state.state === "opening") return { text: `Opening a shell in \`${label}\`.`, button: null };
  if (state.state === "reconnecting") return { text: "Reconnecting. The shell waits for two minutes; keys pressed now are not sent.", button: null };
  if (state.state === "exited") return { text: endWords(state.code), button: "Open again" };
  if (state.state === "open") return state.replaced ? { text: "The earlier shell was gone when the line came back. This is a new one.", button: null } : null;
  if (state.problem === null) return { text: "The shell was closed.", button: "Open again" };
  const { what, why, next } = problemSentence(state.problem);
  return { text: `${what}. ${why} ${next}`, button: state.problem.code.startsWith("SHELL_") ? "Open a new shell" : "Try again" };
}

const KILLED = 137;
function endWords(code: number | null): string {
  if (code === KILLED) return `The shell was killed, exit code ${code}: its container stopped or started again, or had no memory left.`;
  return code === null ? "The shell ended." : `The shell ended with exit code ${code}.`;
}
