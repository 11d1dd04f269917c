"use client";
import { type RefObject, useRef, useState } from "react";

/** What a popup is given by the button that it hangs from. */
export interface PopupProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: RefObject<HTMLButtonElement | null>;
}

/**
 * A button with a popup that loads when the button is first reached for: a list with 500 row menus costs one plain button each. Spread `button` over
 * the button, and draw the popup with `popup` once it was `used`.
 */
export function usePopup(near: () => void) {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const turn = (next: (was: boolean) => boolean) => {
    setUsed(true);
    setOpen(next);
  };
  const popup: PopupProps = { open, onOpenChange: setOpen, anchor };
  return {
    open,
    used,
    show: () => turn(() => true),
    close: () => setOpen(false),
    button: { ref: anchor, "aria-expanded": open, onPointerEnter: near, onFocus: near, onClick: () => turn((was) => !was) },
    popup,
  };
}

/** A press on the button itself is the button's to answer, or it would close and open again. */
export const besidesButton =
  ({ anchor, onOpenChange }: PopupProps) =>
  (next: boolean, { event, reason }: { event: Event; reason: string }): void => {
    const onButton = event.target instanceof Node && anchor.current?.contains(event.target);
    if (next || reason !== "outside-press" || !onButton) onOpenChange(next);
  };
