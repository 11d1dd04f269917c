import type { Terminal } from "@xterm/xterm";
import { copyText } from "@/components/ui/copy-button";
import { changeFont } from "./look";

export interface TerminalKeys {
  onFind: () => void;
  /** Keyboard users must be able to get out: Tab belongs to the shell. */
  onLeave: () => void;
}

const FONT: Record<string, -1 | 0 | 1> = { "+": 1, "=": 1, "-": -1, "0": 0 };

/** Keys that are the page's and not the shell's. Everything else, Ctrl-C too, goes to the process. */
export function bindKeys(terminal: Terminal, { onFind, onLeave }: TerminalKeys): void {
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown") return true;
    const chord = (event.ctrlKey || event.metaKey) && !event.altKey;
    const key = event.key.toLowerCase();
    if (event.shiftKey && event.key === "Escape") return taken(event, onLeave);
    if (chord && key === "f") return taken(event, onFind);
    if (event.ctrlKey && ((event.shiftKey && key === "c") || event.key === "Insert")) return taken(event, () => copySelection(terminal));
    if (chord && FONT[key] !== undefined) return taken(event, () => changeFont(FONT[key] ?? 0));
    // The page's: shows and hides the dock.
    if (event.ctrlKey && key === "`") return false;
    // The browser then pastes, and the terminal brackets it.
    return !((chord && key === "v") || (event.shiftKey && event.key === "Insert"));
  });
}

function taken(event: KeyboardEvent, act: () => void): false {
  event.preventDefault();
  event.stopPropagation();
  act();
  return false;
}

export function copySelection(terminal: Terminal): void {
  if (terminal.hasSelection())
    void copyText(terminal.getSelection())
      .catch(() => undefined)
      .finally(() => terminal.focus());
}
