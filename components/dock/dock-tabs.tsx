"use client";
import type { KeyboardEvent, MouseEvent } from "react";
import type { OpenShell } from "@/components/terminal/open-shell";
import { useShellView } from "@/components/terminal/open-shells";
import { Icon } from "@/components/ui/icon";

interface DockTabsProps {
  groups: OpenShell[][];
  active: OpenShell | null;
  onLook: (shell: OpenShell) => void;
  onEnd: (shell: OpenShell) => void;
}

const STEP: Record<string, (at: number, length: number) => number> = {
  ArrowRight: (at, length) => (at + 1) % length,
  ArrowLeft: (at, length) => (at - 1 + length) % length,
  Home: () => 0,
  End: (_, length) => length - 1,
};

/** One tab for each shell, or for several that stand side by side. */
export function DockTabs({ groups, active, onLook, onEnd }: DockTabsProps) {
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.indexOf(document.activeElement as HTMLElement);
    const next = STEP[event.key]?.(at, tabs.length);
    const group = groups[at];
    if (event.key === "Delete" && group !== undefined) for (const shell of group) onEnd(shell);
    if (next === undefined) return;
    event.preventDefault();
    tabs[next]?.focus();
    const [shell] = groups[next] ?? [];
    if (shell !== undefined) onLook(shell);
  };
  return (
    <div role="tablist" aria-label="Shells" className="dock-tabs" onKeyDown={press}>
      {groups.map((group) => (
        <DockTab key={group[0]?.group} group={group} selected={active !== null && group.includes(active)} onLook={onLook} onEnd={onEnd} />
      ))}
    </div>
  );
}

function DockTab({ group, selected, onLook, onEnd }: Pick<DockTabsProps, "onLook" | "onEnd"> & { group: OpenShell[]; selected: boolean }) {
  const [first] = group;
  if (first === undefined) return null;
  // As in an editor: the middle button closes.
  const middle = ({ button }: MouseEvent) => button === 1 && group.forEach(onEnd);
  return (
    <button
      type="button"
      role="tab"
      id={`dock-tab-${first.group}`}
      aria-controls={`dock-panel-${first.group}`}
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      className="term-tab"
      title={`${group.map(({ about }) => about.label).join(", ")} of ${first.about.stack} in ${first.about.environment}`}
      onClick={() => onLook(selected ? (group.find(({ host }) => host.contains(document.activeElement)) ?? first) : first)}
      onAuxClick={middle}
    >
      <Icon name={group.length > 1 ? "beside" : "shell"} />
      <span className="truncate">
        {group.map((shell, at) => (
          <TabName key={shell.key} shell={shell} lead={at > 0 ? ", " : ""} />
        ))}
      </span>
    </button>
  );
}

function TabName({ shell, lead }: { shell: OpenShell; lead: string }) {
  const { state } = useShellView(shell).state;
  const said = { opening: "", open: "", reconnecting: " (reconnecting)", exited: " (ended)", refused: " (ended)" }[state];
  return `${lead}${shell.about.label}${said}`;
}
