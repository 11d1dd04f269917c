import { apiRoute } from "@/lib/loaders/api-route";
import type { StackParams } from "@/lib/loaders/kept-logs";
import { keptFilterOf, keptPlaceOf, windowLimitOf } from "@/lib/ops/kept-input";
import { readKept } from "@/lib/ops/read-kept-logs";

/** A window of kept lines; `keptQuery` makes its address. */
export const GET = apiRoute<StackParams>((ctx, params, request) => {
  const query = new URL(request.url).searchParams;
  return readKept({ ctx, input: { ...params, filter: keptFilterOf(query), place: keptPlaceOf(query), limit: windowLimitOf(query) } });
});
