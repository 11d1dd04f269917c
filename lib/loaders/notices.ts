import "server-only";
import { getNoticeSettings } from "@/lib/ops/change-notice-settings";
import { getNoticeChoices } from "@/lib/ops/choose-notices";
import { forPage } from "./page";

export const loadNoticeChoices = () => forPage((ctx) => getNoticeChoices({ ctx }));
export const loadNoticeSettings = () => forPage((ctx) => getNoticeSettings({ ctx }));
