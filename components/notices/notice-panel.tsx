"use client";
import type { ReactNode } from "react";
import { PopoverPopup } from "@/components/ui/popover-popup";
import type { PopupProps } from "@/components/ui/use-popup";

export interface NoticePanelProps extends PopupProps {
  /** Its accessible name. */
  title: string;
  /** At the right end of the head. */
  meta?: ReactNode;
  className: string;
  children: ReactNode;
}

/** A popup with a head. Load the file that uses it late. */
export function NoticePanel({ title, meta, children, ...popup }: NoticePanelProps) {
  return (
    <PopoverPopup {...popup} label={title}>
      <div className="popover-head">
        <h2 className="h3">{title}</h2>
        <span className="spacer" />
        {meta}
      </div>
      {children}
    </PopoverPopup>
  );
}
