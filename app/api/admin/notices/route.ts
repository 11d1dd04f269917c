import { apiRoute } from "@/lib/loaders/api-route";
import { getNoticeSettings } from "@/lib/ops/change-notice-settings";

export const GET = apiRoute((ctx) => getNoticeSettings({ ctx }));
