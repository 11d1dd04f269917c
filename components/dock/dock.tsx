"use client";
import { clsx } from "clsx";
import { type CSSProperties, useEffect } from "react";
import type { OpenShell } from "@/components/terminal/open-shell";
import { MOST_SHELLS, shellAddress, useOpenShells, useShellsView } from "@/components/terminal/open-shells";
import { SessionPane } from "@/components/terminal/session-pane";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { MenuEntry } from "@/components/ui/menu";
import { DockEdge } from "./dock-edge";
import { type DockMode, showDock, toggleDock, useDock } from "./dock-state";
import { DockTabs } from "./dock-tabs";
import { onWish, takeWishes } from "./wish-shell";
import "./dock.css";

const BAR_PX = 40;

/** Shells that stay while one moves through pages: tabs, or side by side, over the lower part of the window. */
export function Dock() {
  const shells = useOpenShells();
  const { active, full } = useShellsView(shells);
  const { mode, height } = useDock();
  const groups = shells.groups();
  const shown = groups.length > 0;
  useWishes();
  useRoomFor(!shown ? 0 : mode === "open" ? height : BAR_PX);
  useDockKey(shown, active);
  if (!shown) return null;

  const look = (shell: OpenShell) => {
    if (shell === active && mode !== "min") return shell.focus();
    shells.look(shell);
    if (mode === "min") showDock("open");
    setTimeout(() => shell.focus());
  };
  const changeMode = (next: DockMode) => {
    showDock(next);
    if (next !== "min") setTimeout(() => active?.focus());
  };
  // The panels of a minimised dock are as high as they were, unseen.
  const style = { "--dock-panels": `${height - BAR_PX}px`, ...(mode === "open" && { height }) } as CSSProperties;
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is no part of a page's outline.
    <div className={clsx("dock term", `is-${mode}`)} role="region" aria-label="Dock" style={style}>
      {mode === "open" && <DockEdge height={height} />}
      <div className="term-bar dock-bar">
        <DockTabs groups={groups} active={active} onLook={look} onEnd={(shell) => shells.end(shell)} />
        <span className="spacer" />
        {full && (
          <span className="term-lost" role="status">
            <Icon name="warning" size="sm" />
            {`A tab has at most ${MOST_SHELLS} shells. End one to open another.`}
          </span>
        )}
        <Modes mode={mode} onMode={changeMode} />
      </div>
      <div className="dock-panels" inert={mode === "min"}>
        {groups.map((group) => (
          <DockPanel key={group[0]?.group} group={group} selected={active !== null && group.includes(active)} focus={mode === "min" ? null : active} />
        ))}
      </div>
    </div>
  );
}

function Modes({ mode, onMode }: { mode: DockMode; onMode: (mode: DockMode) => void }) {
  return (
    <>
      {mode === "max" ? (
        <IconButton label="Leave full screen" icon="smaller" size="sm" onClick={() => onMode("open")} />
      ) : (
        <IconButton label="Full screen" icon="larger" size="sm" onClick={() => onMode("max")} />
      )}
      {mode === "min" ? (
        <IconButton label="Open the dock" icon="dock" size="sm" onClick={() => onMode("open")} />
      ) : (
        <IconButton label="Minimise the dock" icon="dash" size="sm" onClick={() => onMode("min")} />
      )}
    </>
  );
}

/** Shells of one tab, side by side. Those of the other tabs keep their place and size, unseen: their screens go on. */
function DockPanel({ group, selected, focus }: { group: OpenShell[]; selected: boolean; focus: OpenShell | null }) {
  const shells = useOpenShells();
  const [first] = group;
  if (first === undefined) return null;
  const regroup = (shell: OpenShell): MenuEntry | null => {
    if (group.length > 1) return { id: "alone", label: "In a tab of its own", icon: "shell", onSelect: () => shells.regroup(shell, true) };
    if (shells.groups()[0]?.includes(shell)) return null;
    return { id: "join", label: "Beside the tab before", icon: "beside", onSelect: () => shells.regroup(shell, false) };
  };
  const menuOf = (shell: OpenShell): MenuEntry[] => {
    const beside: MenuEntry = { id: "beside", label: "Another shell beside", icon: "beside", onSelect: () => void shells.open(shell.about, "dock", shell) };
    const service: MenuEntry = { id: "page", label: "Go to its service", icon: "disclose", href: shellAddress(shell.about).replace(/\?.*/, "") };
    return [beside, regroup(shell), service].filter((entry) => entry !== null);
  };
  return (
    <div className={clsx("dock-panel", !selected && "is-away")} role="tabpanel" id={`dock-panel-${first.group}`} aria-labelledby={`dock-tab-${first.group}`}>
      {group.map((shell) => (
        <SessionPane
          key={shell.key}
          shell={shell}
          name={`Shell in ${shell.about.label}`}
          className="term-docked-pane"
          focused={shell === focus}
          lead={
            <span className="term-title">
              <strong className="mono">{shell.about.label}</strong>
              <span className="term-said">{`of ${shell.about.stack}`}</span>
            </span>
          }
          more={menuOf(shell)}
          end={
            <>
              <IconButton
                label="Another shell beside"
                icon="beside"
                size="sm"
                className="term-beside"
                onClick={() => void shells.open(shell.about, "dock", shell)}
              />
              <IconButton label={`End the shell in ${shell.about.label}`} icon="close" size="sm" onClick={() => shells.end(shell)} />
            </>
          }
        />
      ))}
    </div>
  );
}

/** What was asked for before the dock was there, and from now on. */
function useWishes(): void {
  const shells = useOpenShells();
  useEffect(() => {
    const fulfil = () => {
      for (const about of takeWishes()) {
        shells.open(about, "dock");
        showDock("open");
      }
    };
    fulfil();
    return onWish(fulfil);
  }, [shells]);
}

/** Pages end above the dock. */
function useRoomFor(height: number): void {
  useEffect(() => {
    document.documentElement.style.setProperty("--dock", `${height}px`);
    return () => void document.documentElement.style.removeProperty("--dock");
  }, [height]);
}

/** Ctrl ` shows the dock with the keyboard in it, and hides it again. */
function useDockKey(shown: boolean, active: OpenShell | null): void {
  useEffect(() => {
    if (!shown) return;
    const press = (event: KeyboardEvent) => {
      if (!event.ctrlKey || event.altKey || event.metaKey || event.key !== "`") return;
      event.preventDefault();
      toggleDock();
      setTimeout(() => active?.host.closest("[inert]") === null && active.focus());
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [shown, active]);
}
