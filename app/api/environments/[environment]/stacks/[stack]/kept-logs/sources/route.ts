import { apiRoute } from "@/lib/loaders/api-route";
import type { StackParams } from "@/lib/loaders/kept-logs";
import { keptFilterOf } from "@/lib/ops/kept-input";
import { listKeptSources } from "@/lib/ops/read-kept-logs";

export const GET = apiRoute<StackParams>((ctx, params, request) =>
  listKeptSources({ ctx, input: { ...params, filter: keptFilterOf(new URL(request.url).searchParams) } }),
);
