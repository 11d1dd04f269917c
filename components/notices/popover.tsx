"use client";
import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";

export interface PopoverProps {
  /** Its accessible name. */
  title: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: RefObject<HTMLButtonElement | null>;
  /** At the right end of the head. */
  meta?: ReactNode;
  className: string;
  children: ReactNode;
}

/** Hangs from a button that is drawn elsewhere. Load the file that uses it with next/dynamic. */
export function Popover({ title, open, onOpenChange, anchor, meta, className, children }: PopoverProps) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => {
        // A press on the button itself is the button's to answer, or it would close and open again.
        if (!next && details.event.target instanceof Node && anchor.current?.contains(details.event.target) && details.reason === "outside-press") return;
        onOpenChange(next);
      }}
    >
      <Base.Portal>
        <Base.Positioner anchor={anchor} align="end" sideOffset={6} collisionPadding={8} className="menu-positioner">
          <Base.Popup className={`menu popover ${className}`} finalFocus={anchor}>
            <div className="popover-head">
              <Base.Title className="h3">{title}</Base.Title>
              <span className="spacer" />
              {meta}
            </div>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
