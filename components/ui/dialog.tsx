"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import type { ReactNode, RefObject } from "react";

/** For removal, the palette and the list of keys only. Load the file that uses it late. */
export function Dialog({
  open,
  onOpenChange,
  title,
  children,
  foot,
  className,
  initialFocus,
  bare = false,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
  className?: string;
  initialFocus?: RefObject<HTMLElement | null>;
  /** Only the frame: the title is kept for screen readers. */
  bare?: boolean;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="dialog-backdrop" />
        <Base.Viewport className="dialog-viewport">
          <Base.Popup className={clsx("dialog", className)} initialFocus={initialFocus}>
            {bare ? (
              <>
                <Base.Title className="sr-only">{title}</Base.Title>
                {children}
              </>
            ) : (
              <>
                <div className="dialog-head">
                  <Base.Title>{title}</Base.Title>
                </div>
                <div className="dialog-body">{children}</div>
                {foot && <div className="dialog-foot">{foot}</div>}
              </>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
