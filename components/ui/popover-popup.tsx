"use client";
import { Popover } from "@base-ui/react/popover";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { besidesButton, type PopupProps } from "./use-popup";

export interface PopoverPopupProps extends PopupProps {
  id?: string;
  label: string;
  align?: "start" | "end" | undefined;
  className?: string;
  children: ReactNode;
}

/** The open panel. Load the file that uses it late. */
export function PopoverPopup({ id, label, align = "end", className, children, ...popup }: PopoverPopupProps) {
  const { open, anchor } = popup;
  return (
    <Popover.Root open={open} onOpenChange={besidesButton(popup)}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} align={align} sideOffset={4} collisionPadding={8} className="menu-positioner">
          <Popover.Popup id={id} aria-label={label} finalFocus={anchor} className={clsx("menu popover", className)}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
