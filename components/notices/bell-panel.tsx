"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import type { PopupProps } from "@/components/ui/use-popup";
import { bellQuery, useMarkNotices } from "@/lib/client/notice-actions";
import { problemOf } from "@/lib/core/errors";
import type { NoticeView } from "@/lib/core/notice-views";
import { NoticeLine } from "./notice-line";
import { NoticePanel } from "./notice-panel";

export interface BellPanelProps extends PopupProps {
  environment: string;
}

export function BellPanel({ environment, ...popup }: BellPanelProps) {
  const { data, error } = useQuery({ ...bellQuery(), enabled: popup.open });
  const mark = useMarkNotices();
  const leave = () => popup.onOpenChange(false);
  const unread = data?.unread ?? 0;
  const all = (
    <Button size="sm" variant="ghost" icon="check" pending={mark.isPending} onClick={() => mark.mutate({ ids: null })}>
      Mark all read
    </Button>
  );
  return (
    <NoticePanel title="Notifications" {...popup} className="bell-panel" meta={unread > 0 && all}>
      {error ? (
        <ProblemCallout className="m-2" problem={problemOf(error)} />
      ) : (
        <Lines notices={data?.notices} environment={environment} onMark={(id) => mark.mutate({ ids: [id] })} onLeave={leave} />
      )}
      <div className="popover-foot">
        <Link className="link" href={`/${encodeURIComponent(environment)}/account#notifications`} onClick={leave}>
          Choose what you are told
        </Link>
      </div>
    </NoticePanel>
  );
}

interface LinesProps {
  notices: NoticeView[] | undefined;
  environment: string;
  onMark: (id: string) => void;
  onLeave: () => void;
}

function Lines({ notices, environment, onMark, onLeave }: LinesProps) {
  if (!notices)
    return (
      <div className="grid gap-3 p-3">
        <Skeleton width="100%" height="40px" />
        <Skeleton width="100%" height="40px" />
      </div>
    );
  if (notices.length === 0)
    return (
      <div className="bell-empty">
        <Icon name="bell" size="lg" />
        <p className="strong">Nothing has happened</p>
        <p>
          When a service of your stacks gets unhealthy or keeps crashing, an upgrade waits for you or a deploy fails, it is told here; by mail or webhook too,
          where you choose so.
        </p>
      </div>
    );
  return (
    <ul className="bell-lines">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} environment={environment} onMark={() => onMark(notice.id)} onLeave={onLeave} />
      ))}
    </ul>
  );
}
