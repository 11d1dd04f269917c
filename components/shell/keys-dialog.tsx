"use client";
import { Fragment } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/small";

const KEYS: { keys: string[]; does: string }[] = [
  { keys: ["Ctrl K", "⌘ K"], does: "Go to anything, or do something" },
  { keys: ["/"], does: "Filter what the page lists" },
  { keys: ["?"], does: "This list" },
  { keys: ["Esc"], does: "Leave a menu, a dialog or a second step" },
  { keys: ["↑", "↓"], does: "Move in a menu or in Go to or do" },
  { keys: ["←", "→"], does: "Move between tabs" },
  { keys: ["Ctrl `"], does: "Show and hide the dock with its shells" },
];

/** Of the terminal: components/terminal/terminal-keys.ts. What is not here goes to the program in the container. */
const TERMINAL_KEYS: typeof KEYS = [
  { keys: ["Shift Esc"], does: "Leave the terminal" },
  { keys: ["Ctrl Shift C", "Ctrl Insert"], does: "Copy what is selected" },
  { keys: ["Ctrl Shift V", "Shift Insert"], does: "Paste; Ctrl V too" },
  { keys: ["Ctrl F"], does: "Find in what it said; Enter goes up, Shift Enter down" },
  { keys: ["Ctrl +", "Ctrl -", "Ctrl 0"], does: "Larger, smaller and usual text" },
  { keys: ["←", "→", "Delete"], does: "On a tab of the dock: move on, and end its shells" },
  { keys: ["↑", "↓"], does: "On the edge of the dock: higher and lower" },
];

/** Of the compose editor: components/editor/issue-fixes.ts, and what CodeMirror brings. */
const EDITOR_KEYS: typeof KEYS = [
  { keys: ["Ctrl Space"], does: "Complete keys, words and own names; Enter or Tab takes one" },
  { keys: ["Ctrl I"], does: "What the key of this line is, and what is allowed" },
  { keys: ["F8", "Shift F8"], does: "Next and previous issue" },
  { keys: ["Ctrl ."], does: "Apply the fix of the issue here" },
  { keys: ["Ctrl F"], does: "Search and replace" },
  { keys: ["Ctrl Shift ["], does: "Fold, and Ctrl Shift ] to unfold" },
  { keys: ["Esc", "Tab"], does: "Leave the editor; Tab alone indents" },
];

/** Of the log view: components/logs/use-log-keys.ts. */
const LOG_KEYS: typeof KEYS = [
  { keys: ["/"], does: "Filter lines: text, or an expression between slashes; Enter searches all that is kept" },
  { keys: ["n", "N"], does: "Next and previous hit" },
  { keys: ["g", "G"], does: "The very beginning, and the newest line" },
  { keys: ["f"], does: "Follow new lines, or stay" },
  { keys: ["w"], does: "Wrap long lines" },
  { keys: ["Enter", "Esc"], does: "Open the marked line with its fields, and close it" },
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Keys">
      <KeyList list={KEYS} />
      <h3 className="mt-5 mb-2 font-medium">In logs</h3>
      <KeyList list={LOG_KEYS} />
      <h3 className="mt-5 mb-2 font-medium">In a shell</h3>
      <KeyList list={TERMINAL_KEYS} />
      <h3 className="mt-5 mb-2 font-medium">In the compose editor</h3>
      <KeyList list={EDITOR_KEYS} />
    </Dialog>
  );
}

const KeyList = ({ list }: { list: typeof KEYS }) => (
  <dl className="keys">
    {list.map(({ keys, does }) => (
      <Fragment key={does}>
        <dt>
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </dt>
        <dd>{does}</dd>
      </Fragment>
    ))}
  </dl>
);
