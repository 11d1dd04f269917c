"use client";
import { useEffect, useRef } from "react";
import { showDock } from "@/components/dock/dock-state";
import { Button, ButtonLink, IconButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/field";
import type { SiteRole } from "@/lib/core/access";
import type { ContainerView } from "@/lib/core/views";
import { firstRunning } from "./first-running";
import type { OpenShell, ShellAbout } from "./open-shell";
import { MOST_SHELLS, type OpenShells, useOpenShells, useShellsView, useShellView } from "./open-shells";
import { SessionPane } from "./session-pane";

export interface TerminalViewProps {
  environment: string;
  stack: string;
  /** Containers of the service, of both generations, the one to open first. */
  containers: ContainerView[];
  serviceName: string;
  /** The site role by which it is opened, in a stack of others: it takes a reason. */
  as?: SiteRole | null;
}

/** The Shell tab: a shell of its own in one of the service's containers, or word of those that are in the dock already. */
export function TerminalView({ environment, stack, containers, serviceName, as = null }: TerminalViewProps) {
  const shells = useOpenShells();
  const { shells: all, full } = useShellsView(shells);
  const own = all.filter(({ about }) => about.environment === environment && about.stack === stack && about.service === serviceName);
  const here = own.find(({ where }) => where === "page") ?? null;
  const docked = own.filter(({ where }) => where === "dock");
  const first = firstRunning(containers);
  const about = ({ id, label }: ContainerView): ShellAbout => ({ environment, stack, service: serviceName, container: id, label, as });

  // Opened by the tab itself, so that it is there as soon as the tab is; once it is, it stays, also when its container ends.
  const wanted = here === null && docked.length === 0 && !full ? first : undefined;
  useEffect(() => {
    if (wanted !== undefined) shells.open({ environment, stack, service: serviceName, container: wanted.id, label: wanted.label, as }, "page");
  }, [wanted, shells, environment, stack, serviceName, as]);
  useLeaving(shells, here);

  const open = (container: ContainerView) => {
    if (here !== null) shells.leave(here);
    shells.open(about(container), "page");
  };
  if (here !== null) return <InPage shells={shells} shell={here} containers={containers} onContainer={open} />;
  if (docked.length > 0) return <InDock shells={shells} docked={docked} onAnother={first === undefined ? null : () => open(first)} />;
  if (full)
    return (
      <EmptyState icon="shell" title="Too many shells">
        {`A tab has at most ${MOST_SHELLS} shells. End one in the dock to open another.`}
      </EmptyState>
    );
  if (first !== undefined) return null;
  return (
    <EmptyState
      icon="shell"
      title="No running container"
      actions={
        <ButtonLink icon="logs" href={`/${environment}/stacks/${stack}/services/${serviceName}?tab=logs`}>
          See its logs
        </ButtonLink>
      }
    >
      {`A shell opens in a running container, and none of ${serviceName} runs now.`}
    </EmptyState>
  );
}

/** What happens to the shell of a page that is left. Not at once: an effect may run again for the same page. */
function useLeaving(shells: OpenShells, here: OpenShell | null): void {
  const shown = useRef<OpenShell | null>(null);
  shown.current = here;
  useEffect(() => {
    let back = true;
    return () => {
      back = false;
      const left = shown.current;
      setTimeout(() => {
        if (back || left === null || left.host.isConnected) return;
        const had = shells.groups().length > 0;
        shells.leave(left);
        // Nobody asked for the dock: it shows that the shell goes on, and takes no place for it.
        if (!had && left.where === "dock") showDock("min");
      });
    };
  }, [shells]);
}

interface InPageProps {
  shells: OpenShells;
  shell: OpenShell;
  containers: ContainerView[];
  onContainer: (container: ContainerView) => void;
}

function InPage({ shells, shell, containers, onContainer }: InPageProps) {
  const { state } = useShellView(shell);
  const { container } = shell.about;
  const view = containers.find((each) => each.id === container);
  const choose = (id: string) => {
    const next = containers.find((each) => each.id === id);
    if (next !== undefined) onContainer(next);
  };
  const lead = (
    <>
      <Select aria-label="Container" value={container} onChange={(event) => choose(event.target.value)}>
        {view === undefined && <option value={container}>gone</option>}
        {containers.map((each) => (
          <option key={each.id} value={each.id} disabled={each.state !== "running" && each.id !== container}>
            {each.generation === "new" ? each.label : `${each.label}, ${each.generation}`}
          </option>
        ))}
      </Select>
      {state.state === "open" && (
        <Select aria-label="Shell" value={state.shell} onChange={(event) => shell.again(event.target.value as typeof state.shell)}>
          {state.shells.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      )}
    </>
  );
  const toDock = (mode: "open" | "max") => {
    shells.move(shell, "dock");
    showDock(mode);
    setTimeout(() => shell.focus());
  };
  return (
    <SessionPane
      shell={shell}
      name="Terminal"
      className="term-page"
      lead={lead}
      end={
        <>
          <IconButton label="Full screen" icon="larger" size="sm" onClick={() => toDock("max")} />
          <Button variant="ghost" size="sm" icon="dock" aria-label="Move to dock" onClick={() => toDock("open")}>
            <span className="max-narrow:hidden">Move to dock</span>
          </Button>
        </>
      }
    />
  );
}

/** A shell has one screen: where it is in the dock, the page says so and shows no second one. */
function InDock({ shells, docked, onAnother }: { shells: OpenShells; docked: OpenShell[]; onAnother: (() => void) | null }) {
  const look = (shell: OpenShell) => {
    shells.look(shell);
    showDock("open");
    shell.focus();
  };
  return (
    <Card title={docked.length === 1 ? "Its shell is in the dock" : `${docked.length} of its shells are in the dock`} icon="shell">
      <p className="ink-2">Shells in the dock stay open while you move through pages.</p>
      <ul className="term-docked">
        {docked.map((shell) => (
          <li key={shell.key}>
            <span className="mono">{shell.about.label}</span>
            <span className="spacer" />
            <Button size="sm" onClick={() => look(shell)}>
              Show it
            </Button>
            <Button size="sm" onClick={() => shells.move(shell, "page")}>
              Bring it here
            </Button>
          </li>
        ))}
      </ul>
      {onAnother !== null && (
        <div>
          <Button icon="plus" onClick={onAnother}>
            Open another shell
          </Button>
        </div>
      )}
    </Card>
  );
}
