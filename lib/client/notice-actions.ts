"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import {
  addAddressAction,
  changeNoticeSettingsAction,
  confirmAddressAction,
  markNoticesAction,
  removeAddressAction,
  setUsualNoticesAction,
  testAddressAction,
  testMailAction,
  watchStackAction,
} from "@/lib/actions/notices";
import type { ActionResult } from "@/lib/actions/result";
import type { BellView, NoticeChoicesView, NoticeSettingsView, WatchView } from "@/lib/core/notice-views";
import { getJson, keys, stackPath } from "./queries";
import { useAction } from "./use-action";

export const bellQuery = () => queryOptions({ queryKey: keys.bell, queryFn: ({ signal }) => getJson<BellView>("/api/notices", signal) });
export const unreadQuery = () =>
  queryOptions({ queryKey: keys.unread, queryFn: async ({ signal }) => (await getJson<BellView>("/api/notices?only=unread", signal)).unread });
export const noticeChoicesQuery = () =>
  queryOptions({ queryKey: keys.noticeChoices, queryFn: ({ signal }) => getJson<NoticeChoicesView>("/api/notices/choices", signal) });
export const watchQuery = (environment: string, stack: string) =>
  queryOptions({ queryKey: keys.watch(environment, stack), queryFn: ({ signal }) => getJson<WatchView>(`${stackPath(environment, stack)}/watch`, signal) });
export const noticeSettingsQuery = () =>
  queryOptions({ queryKey: keys.noticeSettings, queryFn: ({ signal }) => getJson<NoticeSettingsView>("/api/admin/notices", signal) });

/** What is chosen shows in more than one place. */
function useOwn<Input, Output>(action: (input: Input) => Promise<ActionResult<Output>>) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    await client.invalidateQueries({ queryKey: keys.notices });
    return result;
  });
}

export const useMarkNotices = () => useOwn(markNoticesAction);
export const useWatchStack = () => useOwn(watchStackAction);
export const useSetUsualNotices = () => useOwn(setUsualNoticesAction);
export const useAddAddress = () => useOwn(addAddressAction);
export const useConfirmAddress = () => useOwn(confirmAddressAction);
export const useTestAddress = () => useOwn(testAddressAction);
export const useRemoveAddress = () => useOwn(removeAddressAction);
/** By whoever has the link of a mail, signed in or not. */
export const useUnsubscribe = () =>
  useMutation({
    mutationFn: async (token: string): Promise<"ended" | "no-such-link"> => {
      const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
      const { ok, status } = await fetch(`/api/unsubscribe/${encodeURIComponent(token)}`, { method: "POST", body });
      if (!ok && status !== 404) throw new Error(`answered ${status}`);
      return ok ? "ended" : "no-such-link";
    },
  });

export const useTestMail = () => useAction(testMailAction);

export function useChangeNoticeSettings() {
  const client = useQueryClient();
  return useAction(async (input: Parameters<typeof changeNoticeSettingsAction>[0]) => {
    const result = await changeNoticeSettingsAction(input);
    await client.invalidateQueries({ queryKey: keys.noticeSettings });
    return result;
  });
}
