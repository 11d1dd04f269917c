"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { keys, stacksQuery } from "@/lib/client/queries";
import { askReview, sendDeploy, sendEmpty } from "@/lib/client/stack-actions";
import type { ImportedStack } from "@/lib/export/read-export";
import { bringIn, judge, type Ways } from "./bring-in";
import { type ImportRow, isEdited, nextToReview, rowsOf, sendable, type Verdict } from "./import-row";

const TYPING_PAUSE_MS = 300;
const WAYS: Ways = { review: askReview, deploy: sendDeploy, create: sendEmpty };
const NONE: ReadonlySet<string> = new Set();

const isSame = (row: ImportRow, asked: ImportRow): boolean =>
  row.stack === asked.stack && row.name === asked.name && row.variables === asked.variables && row.secrets === asked.secrets;

/** Reviews what is chosen, one after the other, and deploys what was reviewed. One refusal stops nothing else. */
export function useImport(environment: string, from: string, stacks: readonly ImportedStack[], project: string | null = null, ways: Ways = WAYS) {
  const client = useQueryClient();
  const list = useQuery(stacksQuery(environment));
  const here = useMemo(() => (list.data ? new Set(list.data.stacks.map(({ name }) => name)) : null), [list.data]);
  const [rows, setRows] = useState<ImportRow[] | null>(null);
  const [sending, setSending] = useState(false);
  const present = useRef<ImportRow[]>([]);
  present.current = rows ?? [];
  const taken = here ?? NONE;

  // Which names are free is known with the list; until then there is nothing to choose.
  useEffect(() => {
    if (here || list.isError) setRows((before) => before ?? rowsOf(stacks, here ?? NONE));
  }, [here, list.isError, stacks]);

  const patch = (stack: ImportedStack, change: Partial<ImportRow>) =>
    setRows((before) => before?.map((row) => (row.stack === stack ? { ...row, ...change } : row)) ?? null);
  /** An answer counts for what was asked about only. */
  const settle = (asked: ImportRow, verdict: Verdict) => setRows((before) => before?.map((row) => (isSame(row, asked) ? { ...row, verdict } : row)) ?? null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows and names are what start the clock again.
  useEffect(() => {
    const waiting = sending ? null : nextToReview(present.current, taken);
    if (!waiting) return;
    const timer = setTimeout(
      () => {
        const next = nextToReview(present.current, taken);
        if (!next) return;
        patch(next.stack, { verdict: { kind: "checking" } });
        void judge(environment, next, ways, project).then((verdict) => settle(next, verdict));
      },
      isEdited(waiting) ? TYPING_PAUSE_MS : 0,
    );
    return () => clearTimeout(timer);
  }, [rows, taken, sending]);

  const send = async () => {
    setSending(true);
    for (const row of sendable(present.current, taken)) {
      patch(row.stack, { verdict: { kind: "sending" } });
      patch(row.stack, { verdict: await bringIn(environment, row, from, ways, project) });
    }
    setSending(false);
    void client.invalidateQueries({ queryKey: keys.stacks(environment) });
  };
  return { rows, taken, sending, send, change: (row: ImportRow, change: Partial<ImportRow>) => patch(row.stack, change) };
}
