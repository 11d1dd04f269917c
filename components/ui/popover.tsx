"use client";
import { type ReactNode, useId } from "react";
import { late } from "@/lib/client/late";
import { usePopup } from "./use-popup";

const Popup = late(() => import("./popover-popup").then((part) => part.PopoverPopup));

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
export function Popover({ label, face, className, align, pressed, children }: PopoverProps) {
  const { open, used, close, button, popup } = usePopup(Popup.near);
  const id = useId();
  return (
    <>
      <button
        {...button}
        type="button"
        className={className ?? "btn btn-secondary"}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        aria-pressed={pressed}
        aria-controls={open ? id : undefined}
      >
        {face}
      </button>
      {used && (
        <Popup {...popup} id={id} label={label} align={align}>
          {children(close)}
        </Popup>
      )}
    </>
  );
}
