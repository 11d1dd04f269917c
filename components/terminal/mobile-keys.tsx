"use client";
import { type PointerEvent, useState } from "react";
import type { OpenShell } from "./open-shell";

const KEYS: { label: string; word: string; keys: string; application?: string }[] = [
  { label: "Esc", word: "Escape", keys: "\x1b" },
  { label: "Tab", word: "Tab", keys: "\t" },
  { label: "↑", word: "Up", keys: "\x1b[A", application: "\x1bOA" },
  { label: "↓", word: "Down", keys: "\x1b[B", application: "\x1bOB" },
  { label: "←", word: "Left", keys: "\x1b[D", application: "\x1bOD" },
  { label: "→", word: "Right", keys: "\x1b[C", application: "\x1bOC" },
  { label: "|", word: "Pipe", keys: "|" },
  { label: "/", word: "Slash", keys: "/" },
  { label: "-", word: "Dash", keys: "-" },
  { label: "^C", word: "Ctrl C", keys: "\x03" },
];

/** Where a keyboard on glass has no such keys. A tap leaves the keyboard where it is. */
export function MobileKeys({ shell }: { shell: OpenShell }) {
  const [ctrl, setCtrl] = useState(false);
  const stay = (event: PointerEvent) => event.preventDefault();
  const press = ({ keys, application }: (typeof KEYS)[number]) => {
    const inApplication = shell.view().screen?.terminal.modes.applicationCursorKeysMode === true;
    shell.press(inApplication ? (application ?? keys) : keys);
  };
  const hold = () => {
    // Spent by the next letter, which does not tell us: what is shown is asked for anew.
    shell.holdCtrl(!shell.ctrlHeld);
    setCtrl(shell.ctrlHeld);
    shell.focus();
  };
  const held = ctrl && shell.ctrlHeld;
  return (
    <div className="term-keys" role="toolbar" aria-label="Keys">
      <button type="button" aria-pressed={held} onPointerDown={stay} onClick={hold}>
        Ctrl
      </button>
      {KEYS.map((key) => (
        <button key={key.word} type="button" aria-label={key.word} onPointerDown={stay} onClick={() => press(key)}>
          {key.label}
        </button>
      ))}
    </div>
  );
}
