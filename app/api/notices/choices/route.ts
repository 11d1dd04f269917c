import { apiRoute } from "@/lib/loaders/api-route";
import { getNoticeChoices } from "@/lib/ops/choose-notices";

export const GET = apiRoute((ctx) => getNoticeChoices({ ctx }));
