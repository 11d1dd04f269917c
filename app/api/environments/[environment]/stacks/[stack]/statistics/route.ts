import { rangeOf } from "@/lib/core/statistics";
import { apiRoute } from "@/lib/loaders/api-route";
import { readStatistics } from "@/lib/ops/read-statistics";

/** What was used: `?range=6h`, and `?service=web` for its containers one by one. */
export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }, request) => {
  const query = new URL(request.url).searchParams;
  return readStatistics({ ctx, input: { environment, stack, service: query.get("service"), range: rangeOf(query.get("range")) } });
});
