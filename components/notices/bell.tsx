"use client";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { usePopup } from "@/components/ui/use-popup";
import { late } from "@/lib/client/late";
import { unreadQuery } from "@/lib/client/notice-actions";
import { count } from "@/lib/format/names";

const Panel = late(() => import("./bell-panel").then((part) => part.BellPanel));

/** What happened while one looked elsewhere; told of by change messages, never asked again and again. */
export function Bell({ environment }: { environment: string }) {
  const { used, button, popup } = usePopup(Panel.near);
  const id = useId();
  const { data: unread = 0 } = useQuery(unreadQuery());
  return (
    <>
      <button
        {...button}
        type="button"
        className={`${buttonClass({ variant: "ghost" }, true)} bell`}
        aria-label="Notifications"
        aria-describedby={`${id}-unread`}
        aria-haspopup="dialog"
        title="Notifications"
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
      {used && <Panel {...popup} environment={environment} />}
    </>
  );
}
