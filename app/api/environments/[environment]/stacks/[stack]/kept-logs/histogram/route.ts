import { apiRoute } from "@/lib/loaders/api-route";
import type { StackParams } from "@/lib/loaders/kept-logs";
import { bucketsOf, keptFilterOf } from "@/lib/ops/kept-input";
import { keptHistogram } from "@/lib/ops/read-kept-logs";

export const GET = apiRoute<StackParams>((ctx, params, request) => {
  const query = new URL(request.url).searchParams;
  return keptHistogram({ ctx, input: { ...params, filter: keptFilterOf(query), buckets: bucketsOf(query) } });
});
