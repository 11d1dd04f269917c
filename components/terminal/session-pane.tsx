"use client";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { DebugOffer } from "@/components/debug-shell/debug-offer";
import { FilesOpener } from "@/components/files/files-button";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { AskReason } from "./ask-reason";
import { useTerminalLook } from "./look";
import { MobileKeys } from "./mobile-keys";
import type { OpenShell } from "./open-shell";
import { useShellView } from "./open-shells";
import { RunOne } from "./run-one";
import { Said } from "./said";
import { TerminalFind } from "./terminal-find";
import { bindKeys } from "./terminal-keys";
import { terminalMenu } from "./terminal-menu";
import "./terminal.css";

export interface SessionPaneProps {
  shell: OpenShell;
  /** Accessible name of the region. */
  name: string;
  /** Instead of the container's name at the left of the title bar. */
  lead?: ReactNode;
  /** At its right end. */
  end?: ReactNode;
  /** More for its menu. */
  more?: MenuEntry[];
  className?: string;
  /** Takes the keyboard when it opens. */
  focused?: boolean;
}

/** A shell with its title bar: which container, as whom, and that what is changed there is lost. */
export function SessionPane({ shell, name, lead, end, more = [], className, focused = true }: SessionPaneProps) {
  const place = useRef<HTMLDivElement>(null);
  const leave = useRef<HTMLButtonElement>(null);
  const [finding, setFinding] = useState(false);
  // Once it is there it stays, unseen: what runs in it goes on.
  const [one, setOne] = useState<"unused" | "shown" | "hidden">("unused");
  const view = useShellView(shell);
  const look = useTerminalLook();
  const { screen, state, asksReason, question, debug } = view;
  const { label, stack, environment, container, as } = shell.about;

  useEffect(() => (place.current === null ? undefined : shell.mount(place.current)), [shell]);
  useEffect(() => {
    if (screen !== null) bindKeys(screen.terminal, { onFind: () => setFinding(true), onLeave: () => leave.current?.focus() });
  }, [screen]);
  useEffect(() => {
    if (focused && screen !== null) screen.terminal.focus();
  }, [screen, focused]);

  const there = { environment, stack, container, ...(shell.reason !== null && { reason: shell.reason }) };
  const ready = state.state === "open";
  const single = one === "shown";
  const without = state.state === "refused" && state.problem?.code === "NO_SHELL";
  return (
    <section className={clsx("term term-frame", className)} aria-label={name}>
      <div className="term-bar">
        {lead ?? <strong className="term-title mono">{label}</strong>}
        {ready && <span className="term-said">{`as ${state.user}`}</span>}
        {debug === null ? (
          <span className="term-lost" title={`Files changed here, outside of volumes, are lost when ${label} is upgraded or replaced.`}>
            <Icon name="warning" size="sm" />
            Changes are lost on upgrade
          </span>
        ) : (
          <span className="term-lost" title={`A shell of ${debug} beside ${label}, whose own files are under /proc/1/root.`}>
            <Icon name="warning" size="sm" />
            Debug shell, gone when it ends
          </span>
        )}
        {ready && state.recorded && (
          <span className="term-recorded">
            <Icon name="record" size="sm" />
            This session is recorded
          </span>
        )}
        <span className="spacer" />
        <span className="term-hint">Shift Esc leaves</span>
        <span className="term-acts">
          <FilesOpener place={there} label={label}>
            {(open, near) => <IconButton label={`Files of ${label}`} icon="folder" size="sm" onClick={open} onPointerEnter={near} onFocus={near} />}
          </FilesOpener>
          <IconButton label="Run one command" icon="play" size="sm" aria-pressed={single} onClick={() => setOne(single ? "hidden" : "shown")} />
          <IconButton ref={leave} label="Find in the terminal" icon="search" size="sm" className="term-finder" onClick={() => setFinding((was) => !was)} />
          <Menu
            label={`More for ${label}`}
            entries={() => [...terminalMenu(shell, view, look, () => setFinding(true)), ...(more.length > 0 ? ["separator" as const, ...more] : [])]}
          />
          {end}
        </span>
      </div>
      {one !== "unused" && (
        <div className="term-asks" hidden={!single}>
          <RunOne
            place={there}
            label={label}
            asksReason={as !== null && shell.reason === null}
            onClose={() => {
              setOne("hidden");
              shell.focus();
            }}
          />
        </div>
      )}
      {asksReason && as !== null && !single && (
        <div className="term-asks">
          <AskReason stack={stack} as={as} onReason={(reason) => shell.giveReason(reason)} />
        </div>
      )}
      <div className={clsx("term-stage", (asksReason || single || without) && "is-hidden")}>
        <div ref={place} className="term-screen" />
        {finding && screen !== null && (
          <TerminalFind
            search={screen.search}
            onClose={() => {
              setFinding(false);
              shell.focus();
            }}
          />
        )}
      </div>
      {!asksReason && !single && <Said shell={shell} state={state} question={question} />}
      {without && <DebugOffer place={there} label={label} onDebug={(image) => shell.again(null, image)} />}
      {!single && !asksReason && !without && <MobileKeys shell={shell} />}
    </section>
  );
}
