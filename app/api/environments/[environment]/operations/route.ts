import { apiRoute } from "@/lib/loaders/api-route";
import { listOperations } from "@/lib/ops/list-operations";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }, request) =>
  listOperations({ ctx, input: { environment, stack: new URL(request.url).searchParams.get("stack") } }),
);
