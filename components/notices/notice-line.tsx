"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { Age } from "@/components/ui/age";
import { IconButton } from "@/components/ui/button";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { NoticeView } from "@/lib/core/notice-views";
import { plain } from "@/lib/format/names";
import { noticePath, noticeText, noticeTitle } from "@/lib/format/notice-sentences";

type Tone = "well" | "person" | "broken" | "stopped";

const LOOKS: Record<NoticeView["kind"], [IconName, Tone]> = {
  unhealthy: ["heart-crack", "broken"],
  "crash-loop": ["loop", "broken"],
  "upgrade-waits": ["hand", "person"],
  "deploy-failed": ["octagon", "broken"],
  "engine-down": ["away", "broken"],
  "approval-waits": ["hand", "person"],
  "address-off": ["bell-off", "stopped"],
};

export interface NoticeLineProps {
  notice: NoticeView;
  environment: string;
  onMark: () => void;
  onLeave: () => void;
}

/** One thing that happened, with the way to its place. Who goes there has read it. */
export function NoticeLine({ notice, environment, onMark, onLeave }: NoticeLineProps) {
  const [icon, tone] = notice.phase === "well" ? (["heart", "well"] as const) : LOOKS[notice.kind];
  const path = noticePath(notice, environment);
  const title = noticeTitle(notice);
  const text = noticeText(notice);
  const go = () => {
    if (!notice.read) onMark();
    onLeave();
  };
  return (
    <li className={clsx("bell-line", notice.read && "is-read")}>
      <Icon name={icon} className={tone} />
      <div className="min-w-0">
        {path === null ? (
          <Prose>{title}</Prose>
        ) : (
          <Link className="bell-link" href={path} prefetch={false} onClick={go}>
            <Prose>{title}</Prose>
          </Link>
        )}
        {text !== "" && (
          <p className="bell-text">
            <Prose>{text}</Prose>
          </p>
        )}
        <p className="meta">
          <Age at={notice.at} />
          {notice.environment !== null && `, ${notice.environment}`}
          {!notice.read && <span className="sr-only">, unread</span>}
        </p>
      </div>
      {!notice.read && <IconButton size="sm" icon="check" label={`Mark read: ${plain(title)}`} title="Mark read" onClick={onMark} />}
    </li>
  );
}
