"use client";
import dynamic from "next/dynamic";
import { type ReactNode, useId, useRef, useState } from "react";

// As with menus: the popup and its positioning load when it is first reached for.
const loadPopup = () => import("./popover-popup").then((part) => part.PopoverPopup);
const Popup = dynamic(loadPopup, { ssr: false });

export interface PopoverProps {
  label: string;
  /** The button. */
  face: ReactNode;
  className?: string;
  align?: "start" | "end";
  pressed?: boolean;
  children: (close: () => void) => ReactNode;
}

/** A button that opens a small panel of fields beside it. */
export function Popover({ label, face, className, align = "end", pressed, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const warm = () => void loadPopup();
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className ?? "btn btn-secondary"}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-pressed={pressed}
        aria-controls={open ? id : undefined}
        onPointerEnter={warm}
        onFocus={warm}
        onClick={() => {
          setUsed(true);
          setOpen((was) => !was);
        }}
      >
        {face}
      </button>
      {used && (
        <Popup id={id} label={label} open={open} onOpenChange={setOpen} anchor={button} align={align}>
          {children(() => setOpen(false))}
        </Popup>
      )}
    </>
  );
}
