"use client";
import { Popover } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";

export interface PopoverPopupProps {
  id: string;
  label: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: RefObject<HTMLButtonElement | null>;
  align: "start" | "end";
  children: ReactNode;
}

/** The open panel; loaded by ./popover when it is first needed. */
export function PopoverPopup({ id, label, open, onOpenChange, anchor, align, children }: PopoverPopupProps) {
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next, details) => {
        // A press on the button itself is the button's to answer, or it would close and open again.
        if (!next && details.event.target instanceof Node && anchor.current?.contains(details.event.target) && details.reason === "outside-press") return;
        onOpenChange(next);
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} align={align} sideOffset={4} collisionPadding={8} className="menu-positioner">
          <Popover.Popup id={id} aria-label={label} finalFocus={anchor} className="menu popover">
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
