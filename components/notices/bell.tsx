"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useId, useRef, useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { unreadQuery } from "@/lib/client/notice-actions";
import { count } from "@/lib/format/names";

// What it shows loads when the bell is first reached for.
const loadPanel = () => import("./bell-panel").then((part) => part.BellPanel);
const Panel = dynamic(loadPanel, { ssr: false });

/** What happened while one looked elsewhere; told of by change messages, never asked again and again. */
export function Bell({ environment }: { environment: string }) {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const { data: unread = 0 } = useQuery(unreadQuery());
  const warm = () => void loadPanel();
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${buttonClass({ variant: "ghost" }, true)} bell`}
        aria-label="Notifications"
        aria-describedby={`${id}-unread`}
        aria-haspopup="dialog"
        aria-expanded={open}
        title="Notifications"
        onPointerEnter={warm}
        onFocus={warm}
        onClick={() => {
          setUsed(true);
          setOpen((was) => !was);
        }}
      >
        <Icon name="bell" />
        {unread > 0 && (
          <span className="bell-count" aria-hidden>
            {unread > 99 ? "99+" : unread}
          </span>
        )}
        <span id={`${id}-unread`} className="sr-only">
          {unread === 0 ? "nothing unread" : `${count(unread, "unread notice")}`}
        </span>
      </button>
      {used && <Panel environment={environment} open={open} onOpenChange={setOpen} anchor={button} />}
    </>
  );
}
