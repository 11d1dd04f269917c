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
  { keys: ["Shift Esc"], does: "Leave the terminal" },
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Keys">
      <dl className="keys">
        {KEYS.map(({ keys, does }) => (
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
    </Dialog>
  );
}
