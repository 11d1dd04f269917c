import { apiRoute } from "@/lib/loaders/api-route";
import { timelinePage } from "@/lib/loaders/timeline";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }, request) =>
  timelinePage(ctx, { environment, stack }, request),
);
