"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ProblemCallout } from "@/components/ui/callout";
import { Segmented } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import type { PopupProps } from "@/components/ui/use-popup";
import { useWatchStack, watchQuery } from "@/lib/client/notice-actions";
import { problemOf } from "@/lib/core/errors";
import type { NoticeChoice } from "@/lib/core/notice-choices";
import type { WatchView } from "@/lib/core/notice-views";
import { ChoiceTable } from "./choice-table";
import { NoticePanel } from "./notice-panel";
import { usePressed } from "./use-pressed";

export interface WatchPanelProps extends PopupProps {
  environment: string;
  stack: string;
}

/** Each press is kept at once. */
export function WatchPanel({ environment, stack, ...popup }: WatchPanelProps) {
  const { data, error } = useQuery({ ...watchQuery(environment, stack), enabled: popup.open });
  const watch = useWatchStack();
  const [own, press] = usePressed<NoticeChoice | null>(data?.own ?? null, (choice) => watch.mutateAsync({ environment, stack, choice }));
  const leave = () => popup.onOpenChange(false);
  const problem = watch.error?.problem ?? (error ? problemOf(error) : null);
  return (
    <NoticePanel title={`Watch ${stack}`} {...popup} className="watch-panel">
      <div className="watch-body">
        {problem && <ProblemCallout problem={problem} />}
        {data ? <Choices data={{ ...data, own }} onSave={press} /> : !problem && <Skeleton width="100%" height="220px" />}
      </div>
      <div className="popover-foot">
        <Link className="link" href={`/${encodeURIComponent(environment)}/account#notifications`} onClick={leave}>
          My usual choice and addresses
        </Link>
      </div>
    </NoticePanel>
  );
}

const MODES = [
  { value: "usual", label: "As usual" },
  { value: "own", label: "Own choice" },
  { value: "muted", label: "Muted" },
] as const;
type Mode = (typeof MODES)[number]["value"];

const SAYS: Record<Mode, string> = {
  usual: "What holds for all of your stacks holds here too.",
  own: "Only for this stack, and only for you.",
  muted: "Nothing of this stack reaches you. Its page shows everything as ever.",
};

function Choices({ data: { own, usual, ways }, onSave }: { data: WatchView; onSave: (choice: NoticeChoice | null) => void }) {
  const mode: Mode = own === null ? "usual" : own.muted ? "muted" : "own";
  const choice = own ?? usual;
  const turn = (next: Mode) => onSave(next === "usual" ? null : { ...choice, muted: next === "muted" });
  return (
    <>
      <Segmented label="What reaches you" value={mode} options={MODES} onChange={turn} />
      <p className="hint">{SAYS[mode]}</p>
      {mode !== "muted" && <ChoiceTable label="What you are told" choice={choice} ways={ways} onChange={(next) => onSave({ ...next, muted: false })} />}
      {mode !== "muted" && ways.length === 0 && <p className="hint">With a mail address or a webhook in your account, you can be told there too.</p>}
    </>
  );
}
