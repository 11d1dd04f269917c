import { warmTickets } from "@/lib/client/ask-ticket";
import { ShellSession, type ShellState, type TerminalPort } from "@/lib/client/shell-session";
import type { LiveSocket } from "@/lib/client/socket";
import type { SiteRole } from "@/lib/core/access";
import { createTerminal, type Screen } from "./create-terminal";
import { LateTerminal } from "./late-terminal";
import { cleanPaste, pastedLines } from "./pasted";

/** Whose shell it is. */
export interface ShellAbout {
  environment: string;
  stack: string;
  service: string;
  container: string;
  /** `web-1`. */
  label: string;
  /** The site role by which it is opened, in a stack of others: it takes a reason. */
  as: SiteRole | null;
}

/** What the terminal asks before it does it. */
export type Question = { kind: "paste"; text: string; lines: number } | { kind: "link"; address: string };

export interface ShellView {
  screen: Screen | null;
  state: ShellState;
  /** Nothing is opened before somebody said why. */
  asksReason: boolean;
  question: Question | null;
  /** The image whose shell stands beside the container; null for one of its own. */
  debug: string | null;
}

export interface OpenShellOptions {
  where: "page" | "dock";
  group?: string;
  /** The session of before this page was loaded. */
  resume?: string | null;
  touched?: boolean;
  debug?: string | null;
}

/** Where the middle button pastes what is selected anywhere: the browser does it. Elsewhere it pastes what was selected here. */
const SELECTION_IS_PASTED = typeof navigator !== "undefined" && /Linux/.test(navigator.userAgent);

/** One shell of this tab with its screen, which moves between a page and the dock as one piece: nothing is drawn anew and nothing is lost. */
export class OpenShell {
  /** What is moved about; the terminal draws in it. */
  readonly host = document.createElement("div");
  where: "page" | "dock";
  /** Shells of one group stand side by side. */
  group: string;
  /** Somebody typed in it, so it is not ended by looking at something else. */
  touched = false;
  readonly #listeners = new Set<() => void>();
  readonly #sizes = new ResizeObserver(() => this.#view.screen?.fit());
  #session: ShellSession | null = null;
  #view: ShellView;
  #reason: string | null = null;
  #over = false;
  #begun = false;
  #ctrl = false;
  #selected = "";
  /** The shell of before this page was loaded, until it is gone on with. */
  #resumes: string | null;

  constructor(
    readonly key: string,
    readonly about: ShellAbout,
    private readonly socket: LiveSocket,
    { where, group = key, resume = null, touched = false, debug = null }: OpenShellOptions,
  ) {
    this.where = where;
    this.group = group;
    this.touched = touched;
    this.host.className = "term-host mono";
    this.#resumes = resume;
    this.#view = { screen: null, state: { state: "opening" }, asksReason: about.as !== null && resume === null, question: null, debug };
  }

  view = (): ShellView => this.#view;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What somebody said this was for. */
  get reason(): string | null {
    return this.#reason;
  }

  get session(): ShellSession | null {
    return this.#session;
  }

  /** By which it is found after the page was loaded again. */
  get id(): string | null {
    return this.#resumes ?? this.#session?.id ?? null;
  }

  get lives(): boolean {
    const { state } = this.#view.state;
    return !this.#over && (state === "open" || state === "opening" || state === "reconnecting");
  }

  /** Puts the screen in `place`; the first time the terminal is loaded and the shell opened. Answers how to take it out again. */
  mount(place: HTMLElement): () => void {
    place.append(this.host);
    this.#sizes.observe(this.host);
    this.#view.screen?.fit();
    if (!this.#view.asksReason) this.#begin();
    return () => {
      if (this.host.parentElement === place) this.host.remove();
    };
  }

  giveReason(reason: string): void {
    this.#reason = reason;
    this.#show({ asksReason: false });
    if (this.host.isConnected) this.#begin();
  }

  focus(): void {
    this.#view.screen?.terminal.focus();
  }

  /** Opens another shell on the same screen, beside the container where this one is. */
  again(shell: Parameters<ShellSession["open"]>[0] = null, debug: string | null = this.#view.debug): void {
    this.#show({ debug });
    if (this.about.as !== null && this.#reason === null) this.#show({ asksReason: true });
    else this.#session?.open(shell, debug);
    this.focus();
  }

  /** A text as if it were typed; several lines that would run as they arrive are asked about first. */
  paste(text: string): void {
    const { screen } = this.#view;
    if (screen === null || text === "") return;
    const lines = pastedLines(text);
    if (lines > 1 && !screen.terminal.modes.bracketedPasteMode) this.#show({ question: { kind: "paste", text, lines } });
    else this.type(text);
  }

  /** Pastes without asking. */
  type(text: string): void {
    this.touched = true;
    this.#view.screen?.terminal.paste(text);
    this.#show({ question: null });
    this.focus();
  }

  /** Keys from elsewhere than a keyboard. */
  press(keys: string): void {
    this.touched = true;
    this.#session?.input(this.#chorded(keys));
    this.focus();
  }

  /** The next letter is typed with Ctrl. */
  holdCtrl(held: boolean): void {
    this.#ctrl = held;
  }

  ask(question: Question | null): void {
    this.#show({ question });
  }

  /** Ends the shell and forgets its screen. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#session?.close();
    this.#sizes.disconnect();
    this.#view.screen?.dispose();
    this.host.remove();
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { environment, stack, container } = this.about;
    const place = { environment, stack, container, ...(this.#reason !== null && { reason: this.#reason }) };
    // The shell begins while its screen is still being made: neither waits for the other.
    const terminal = new LateTerminal();
    const session = new ShellSession(this.socket, terminal, place, warmTickets(place));
    this.#session = session;
    session.subscribe(() => this.#show({ state: session.state() }));
    if (this.#resumes === null) session.open(null);
    else session.resume(this.#resumes);
    this.#resumes = null;
    void createTerminal(this.host, (address) => this.ask({ kind: "link", address })).then((screen) => {
      if (this.#over) return screen.dispose();
      this.#listen(screen, session);
      this.#show({ screen });
      terminal.become(portOf(screen));
      session.resize(screen.terminal.cols, screen.terminal.rows);
    });
  }

  #listen({ terminal }: Screen, session: ShellSession): void {
    terminal.onData((text) => session.input(this.#chorded(text)));
    terminal.onBinary((text) => session.bytes(Uint8Array.from(text, (character) => character.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => session.resize(cols, rows));
    terminal.onKey(() => {
      this.touched = true;
    });
    terminal.onSelectionChange(() => {
      if (terminal.hasSelection()) this.#selected = terminal.getSelection();
    });
    // Keyboards on glass press no keys.
    this.host.addEventListener("input", () => {
      this.touched = true;
    });
    // Before the terminal hears of it.
    this.host.addEventListener("paste", (event) => this.#pasted(event), true);
    this.host.addEventListener("auxclick", ({ button }) => {
      if (button === 1 && !SELECTION_IS_PASTED && terminal.modes.mouseTrackingMode === "none") this.paste(this.#selected);
    });
  }

  #pasted(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.paste(cleanPaste(event.clipboardData?.getData("text/plain") ?? ""));
  }

  #chorded(text: string): string {
    if (!this.#ctrl || text.length !== 1) return text;
    this.#ctrl = false;
    this.#show({});
    const code = text.toUpperCase().charCodeAt(0);
    return code >= 0x40 && code < 0x60 ? String.fromCharCode(code - 0x40) : text;
  }

  get ctrlHeld(): boolean {
    return this.#ctrl;
  }

  #show(next: Partial<ShellView>): void {
    this.#view = { ...this.#view, ...next };
    for (const listener of this.#listeners) listener();
  }
}

const portOf = ({ terminal, fit }: Screen): TerminalPort => ({
  get cols() {
    return terminal.cols;
  },
  get rows() {
    return terminal.rows;
  },
  write: (bytes, done) => terminal.write(bytes, done),
  reset: () => terminal.reset(),
  size: (cols, rows) => terminal.resize(cols, rows),
  fit,
});
