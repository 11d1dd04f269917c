"use client";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { ShellSession, ShellState } from "@/lib/client/shell-session";
import type { SiteRole } from "@/lib/core/access";
import type { ContainerView } from "@/lib/core/views";
import { problemSentence } from "@/lib/format/sentences";
import { AskReason } from "./ask-reason";
import { NoShell } from "./no-shell";
import { SessionTools } from "./session-tools";
import { TerminalFind } from "./terminal-find";
import { bindKeys } from "./terminal-keys";
import { useScreen, useShell } from "./use-shell";
import "./terminal.css";

export interface TerminalViewProps {
  environment: string;
  stack: string;
  /** Containers of the service, of both generations. */
  containers: ContainerView[];
  serviceName: string;
  /** The site role by which it is opened, in a stack of others: it takes a reason. */
  as?: SiteRole | null;
}

type RunningShell = NonNullable<Parameters<ShellSession["open"]>[0]>;

/** A shell in one of a service's containers. */
export function TerminalView({ environment, stack, containers, serviceName, as = null }: TerminalViewProps) {
  const [reason, setReason] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const running = containers.filter((container) => container.state === "running");
  // Once chosen it stays, also when its container ends: the screen still shows what was said there.
  const current = chosen ?? (running.find((container) => container.generation === "new") ?? running[0])?.id ?? null;
  if (chosen === null && current !== null) setChosen(current);
  if (current === null)
    return (
      <EmptyState icon="shell" title="No running container">
        {`A shell opens in a running container, and none of ${serviceName} runs now.`}
      </EmptyState>
    );
  if (as !== null && reason === null) return <AskReason stack={stack} as={as} onReason={setReason} />;
  return <Terminal environment={environment} stack={stack} container={current} containers={containers} reason={reason} onContainer={setChosen} />;
}

interface TerminalProps extends Omit<TerminalViewProps, "serviceName" | "as"> {
  container: string;
  reason: string | null;
  onContainer: (container: string) => void;
}

function Terminal({ environment, stack, container, containers, reason, onContainer }: TerminalProps) {
  const canvas = useRef<HTMLDivElement>(null);
  const leave = useRef<HTMLButtonElement>(null);
  const [finding, setFinding] = useState(false);
  const screen = useScreen(canvas);
  const { session, state } = useShell(screen, environment, stack, container, reason);
  useEffect(() => {
    if (screen !== null) bindKeys(screen.terminal, { onFind: () => setFinding(true), onLeave: () => leave.current?.focus() });
  }, [screen]);
  const view = containers.find((each) => each.id === container);
  const label = view?.label ?? (state.state === "open" ? state.label : "the container");
  const place = { environment, stack, container, ...(reason !== null && { reason }) };
  const without = state.state === "refused" && state.problem?.code === "NO_SHELL" ? state.problem.data.image : null;

  return (
    <section className="term term-frame" aria-label="Terminal">
      <div className="term-bar">
        <Select aria-label="Container" value={container} onChange={(event) => onContainer(event.target.value)}>
          {view === undefined && <option value={container}>gone</option>}
          {containers.map((each) => (
            <option key={each.id} value={each.id} disabled={each.state !== "running" && each.id !== container}>
              {each.generation === "new" ? each.label : `${each.label}, ${each.generation}`}
            </option>
          ))}
        </Select>
        {state.state === "open" && (
          <>
            <Select aria-label="Shell" value={state.shell} onChange={(event) => session?.open(event.target.value as RunningShell)}>
              {state.shells.map((shell) => (
                <option key={shell}>{shell}</option>
              ))}
            </Select>
            <span className="term-said">{`as ${state.user}. Shift Esc leaves`}</span>
            {state.recorded && (
              <span className="term-recorded">
                <Icon name="record" size="sm" />
                This session is recorded
              </span>
            )}
          </>
        )}
        <span className="spacer" />
        <SessionTools place={place} label={label} open={state.state === "open"} />
        {finding && screen !== null ? (
          <TerminalFind
            search={screen.search}
            onClose={() => {
              setFinding(false);
              screen.terminal.focus();
            }}
          />
        ) : (
          <IconButton ref={leave} label="Find in the terminal" icon="search" size="sm" onClick={() => setFinding(true)} />
        )}
      </div>
      <p className="term-note">
        <Icon name="warning" />
        {`Files changed here, outside of volumes, are lost when ${label} is upgraded or replaced.`}
      </p>
      <div ref={canvas} className="term-screen mono" />
      <Said state={state} label={label} onAgain={() => session?.open(null)} />
      {without !== null && <NoShell place={place} label={label} image={without} onDebug={(image) => session?.open(null, image)} />}
    </section>
  );
}

/** What is to be said about the shell itself, under its screen. */
function Said({ state, label, onAgain }: { state: ShellState; label: string; onAgain: () => void }) {
  const words = wordsFor(state, label);
  if (words === null) return null;
  return (
    <div className="term-over" role="status">
      <p>
        <Prose>{words.text}</Prose>
      </p>
      {words.button !== null && <Button onClick={onAgain}>{words.button}</Button>}
    </div>
  );
}

function wordsFor(state: ShellState, label: string): { text: string; button: string | null } | null {
  if (state.state === "opening") return { text: `Opening a shell in \`${label}\`.`, button: null };
  if (state.state === "reconnecting") return { text: "Reconnecting. The shell waits for half a minute; keys pressed now are not sent.", button: null };
  if (state.state === "exited")
    return { text: state.code === null ? "The shell ended." : `The shell ended with exit code ${state.code}.`, button: "Open again" };
  if (state.state === "open") return state.replaced ? { text: "The earlier shell was gone when the line came back. This is a new one.", button: null } : null;
  if (state.problem === null) return { text: "The shell was closed.", button: "Open again" };
  const { what, why, next } = problemSentence(state.problem);
  return { text: `${what} ${why} ${next}`, button: "Try again" };
}
