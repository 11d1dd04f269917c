import type { Terminal } from "@xterm/xterm";

export interface TerminalKeys {
  onFind: () => void;
  /** Keyboard users must be able to get out: Tab belongs to the shell. */
  onLeave: () => void;
}

/** Keys that are the page's and not the shell's. Everything else, Ctrl-C too, goes to the process. */
export function bindKeys(terminal: Terminal, { onFind, onLeave }: TerminalKeys): void {
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown") return true;
    const chord = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.shiftKey && event.key === "Escape") return taken(event, onLeave);
    if (chord && key === "f") return taken(event, onFind);
    if (event.ctrlKey && event.shiftKey && key === "c") return taken(event, () => copy(terminal));
    // The browser then pastes, and the terminal brackets it.
    return !(chord && key === "v");
  });
}

function taken(event: KeyboardEvent, act: () => void): false {
  event.preventDefault();
  event.stopPropagation();
  act();
  return false;
}

function copy(terminal: Terminal): void {
  if (terminal.hasSelection()) void navigator.clipboard?.writeText(terminal.getSelection()).catch(() => undefined);
}
