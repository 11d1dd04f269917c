import { apiRoute } from "@/lib/loaders/api-route";
import { listNotices } from "@/lib/ops/list-notices";

/** `?only=unread` counts and brings none: every page has the bell, few open it. */
export const GET = apiRoute(async (ctx, _params, request) => {
  const bell = await listNotices({ ctx });
  return new URL(request.url).searchParams.get("only") === "unread" ? { ...bell, notices: [] } : bell;
});
