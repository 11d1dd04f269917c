"use client";
import { useSyncExternalStore } from "react";
import { useSocket } from "@/lib/client/live";
import type { LiveSocket } from "@/lib/client/socket";
import { OpenShell, type OpenShellOptions, type ShellAbout } from "./open-shell";
import { remember, remembered } from "./shell-memory";

export interface ShellsView {
  /** In the order in which they were opened. */
  shells: readonly OpenShell[];
  /** Of the dock: whose group is shown. */
  active: OpenShell | null;
  /** One more was asked for than a tab may have. */
  full: boolean;
}

/** A tab's socket has room for 24 channels, and logs and figures need some. */
export const MOST_SHELLS = 16;

/** Every shell of this tab, those of pages and those of the dock. */
export class OpenShells {
  readonly #listeners = new Set<() => void>();
  #view: ShellsView = { shells: [], active: null, full: false };
  #next = 1;

  constructor(
    private readonly socket: LiveSocket,
    /** The address of the page, to know which of the shells from before belong to it. */
    here: string,
  ) {
    const { shells, active } = remembered();
    const back = shells.flatMap(({ about, session, where, ...kept }) => {
      const stays = where === "page" && here === shellAddress(about);
      // As when such a page is left: only what somebody typed in goes on.
      if (where === "page" && !stays && !kept.touched) return [];
      return [this.#make(about, { ...kept, where: stays ? "page" : "dock", resume: session })];
    });
    window.addEventListener("pagehide", this.#remember);
    this.#show({ shells: back, active: back[active] ?? back.find(({ where }) => where === "dock") ?? null });
  }

  view = (): ShellsView => this.#view;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens a shell; in the dock it is the one that is looked at, beside `beside` if that is given. Null when there are too many. */
  open(about: ShellAbout, where: "page" | "dock", beside: OpenShell | null = null): OpenShell | null {
    if (this.#view.shells.length >= MOST_SHELLS) for (const each of this.#view.shells.filter(({ lives }) => !lives)) this.end(each);
    if (this.#view.shells.length >= MOST_SHELLS) {
      this.#show({ full: true });
      return null;
    }
    const shell = this.#make(about, { where, ...(beside && { group: beside.group }) });
    const at = beside === null ? this.#view.shells.length : this.#view.shells.indexOf(beside) + 1;
    this.#show({ shells: this.#view.shells.toSpliced(at, 0, shell), ...(where === "dock" && { active: shell }) });
    return shell;
  }

  look(shell: OpenShell): void {
    this.#show({ active: shell });
  }

  /** Moves it with its screen. */
  move(shell: OpenShell, where: "page" | "dock"): void {
    shell.where = where;
    shell.group = shell.key;
    if (where === "dock") this.#show({ shells: [...this.#view.shells.filter((each) => each !== shell), shell], active: shell });
    else this.#show({ active: this.#view.active === shell ? this.#neighbour(shell) : this.#view.active });
  }

  /** Puts it in a tab of its own, or beside the tab before it. */
  regroup(shell: OpenShell, alone: boolean): void {
    const before = this.groups().findIndex((group) => group.includes(shell)) - 1;
    shell.group = alone ? shell.key : (this.groups()[before]?.[0]?.group ?? shell.group);
    this.#show({ active: shell });
  }

  end(shell: OpenShell): void {
    const active = this.#view.active === shell ? this.#neighbour(shell) : this.#view.active;
    shell.end();
    this.#show({ shells: this.#view.shells.filter((each) => each !== shell), active, full: false });
  }

  /** The page that shows it goes. What somebody typed in lives on in the dock; the others end. */
  leave(shell: OpenShell): void {
    if (shell.where !== "page" || !this.#view.shells.includes(shell)) return;
    if (shell.touched && shell.lives) this.move(shell, "dock");
    else this.end(shell);
  }

  /** The dock's tabs: groups of shells side by side. */
  groups(): OpenShell[][] {
    const groups = new Map<string, OpenShell[]>();
    for (const shell of this.#view.shells) if (shell.where === "dock") groups.set(shell.group, [...(groups.get(shell.group) ?? []), shell]);
    return [...groups.values()];
  }

  #neighbour(shell: OpenShell): OpenShell | null {
    const docked = this.#view.shells.filter(({ where }) => where === "dock" || shell.where === "dock");
    const others = docked.filter((each) => each !== shell && each.where === "dock");
    return others.find(({ group }) => group === shell.group) ?? others[Math.min(docked.indexOf(shell), others.length - 1)] ?? null;
  }

  #make(about: ShellAbout, options: OpenShellOptions): OpenShell {
    // Groups are remembered by the key of a shell, which therefore must not come again.
    const key = `shell-${Date.now().toString(36)}-${this.#next}`;
    this.#next += 1;
    const shell = new OpenShell(key, about, this.socket, options);
    shell.subscribe(this.#remember);
    return shell;
  }

  #remember = (): void => {
    const { shells, active } = this.#view;
    const kept = shells.filter(({ id }) => id !== null);
    remember({
      shells: kept.map(({ about, where, group, touched, id, view }) => ({ about, where, group, touched, debug: view().debug, session: id ?? "" })),
      active: active === null ? -1 : kept.indexOf(active),
    });
  };

  #show(next: Partial<ShellsView>): void {
    this.#view = { ...this.#view, ...next };
    this.#remember();
    for (const listener of this.#listeners) listener();
  }
}

/** The page whose Shell tab a shell belongs to. */
export const shellAddress = ({ environment, stack, service }: Pick<ShellAbout, "environment" | "stack" | "service">): string =>
  `/${[environment, "stacks", stack, "services", service].map(encodeURIComponent).join("/")}?tab=shell`;

let own: OpenShells | null = null;

const pageAddress = (): string => `${location.pathname}?tab=${new URLSearchParams(location.search).get("tab") ?? ""}`;

/** The tab has one set of shells, whatever page it shows. */
export function useOpenShells(): OpenShells {
  const socket = useSocket();
  own ??= new OpenShells(socket, pageAddress());
  return own;
}

export const useShellsView = (shells: OpenShells): ShellsView => useSyncExternalStore(shells.subscribe, shells.view, shells.view);
export const useShellView = (shell: OpenShell) => useSyncExternalStore(shell.subscribe, shell.view, shell.view);
