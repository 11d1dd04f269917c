"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { noticeChoicesQuery, useSetUsualNotices, useWatchStack } from "@/lib/client/notice-actions";
import { problemOf } from "@/lib/core/errors";
import { CHANNELS, type NoticeChoice } from "@/lib/core/notice-choices";
import type { NoticeChoicesView } from "@/lib/core/notice-views";
import { noticeKindWord } from "@/lib/format/notice-sentences";
import { Addresses } from "./addresses";
import { ChoiceTable } from "./choice-table";
import { usePressed } from "./use-pressed";

/** What one is told, where, and about which stacks it is another choice. */
export function AccountNotices() {
  const { data, error } = useQuery(noticeChoicesQuery());
  return (
    <section id="notifications" className="mt-8 scroll-mt-16" aria-labelledby="notifications-title">
      <div className="section-head">
        <h2 id="notifications-title">Notifications</h2>
      </div>
      {error && <ProblemCallout problem={problemOf(error)} />}
      {!data && !error && <Skeleton width="100%" height="320px" />}
      {data && (
        <>
          <div className="notices-two">
            <Usual data={data} />
            <Addresses data={data} />
          </div>
          <OwnChoices data={data} />
        </>
      )}
    </section>
  );
}

function Usual({ data }: { data: NoticeChoicesView }) {
  const save = useSetUsualNotices();
  const [choice, press] = usePressed(data.usual, (next) => save.mutateAsync({ choice: next }));
  const ways = (["mail", "webhook"] as const).filter((kind) => data.addresses.some((one) => one.kind === kind && one.confirmed));
  return (
    <Card title="What I am told of my stacks">
      <p className="hint mb-3 mt-0">Of every stack that you own or maintain. On the page of a stack, Watch is another choice for it alone.</p>
      {save.error && <ProblemCallout problem={save.error.problem} className="mb-3" />}
      <ChoiceTable label="What I am told" choice={choice} ways={ways} site={data.site} onChange={press} />
    </Card>
  );
}

const COLUMNS: readonly Column[] = [{ head: "Stack with its own choice" }, { head: "What reaches me" }, { head: "Actions", width: "w-[130px]", unseen: true }];

function OwnChoices({ data: { stacks } }: { data: NoticeChoicesView }) {
  const watch = useWatchStack();
  if (stacks.length === 0) return null;
  return (
    <div className="mt-5">
      {watch.error && <ProblemCallout problem={watch.error.problem} className="mb-3" />}
      <Table label="Stacks with a choice of their own" columns={COLUMNS} className="table-plain">
        {stacks.map(({ environment, stack, choice }) => (
          <tr key={`${environment}/${stack}`}>
            <td className="c-wide">
              <Link className="link mono" href={`/${encodeURIComponent(environment)}/stacks/${encodeURIComponent(stack)}`}>
                {stack}
              </Link>
              <span className="meta"> {environment}</span>
            </td>
            <td className="ink-2">{choiceWords(choice)}</td>
            <td className="c-act">
              <Button
                size="sm"
                variant="ghost"
                aria-label={`As usual for ${stack}`}
                disabled={watch.isPending}
                onClick={() => watch.mutate({ environment, stack, choice: null })}
              >
                As usual
              </Button>
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

const WAYS = { bell: "in the bell", mail: "by mail", webhook: "by webhook" } as const;

/** "Muted", "Crash loop, deploy failed in the bell; crash loop by mail". */
function choiceWords(choice: NoticeChoice): string {
  if (choice.muted) return "Muted";
  const parts = CHANNELS.flatMap((channel) =>
    choice[channel].length === 0 ? [] : [`${choice[channel].map((kind) => noticeKindWord(kind).toLowerCase()).join(", ")} ${WAYS[channel]}`],
  );
  const text = parts.join("; ");
  return text === "" ? "Nothing" : text.charAt(0).toUpperCase() + text.slice(1);
}
