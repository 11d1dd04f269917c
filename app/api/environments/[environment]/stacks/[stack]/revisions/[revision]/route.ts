import { apiRoute } from "@/lib/loaders/api-route";
import { getRevision } from "@/lib/ops/list-revisions";
import { numberIn } from "@/lib/ops/number-in";

export const GET = apiRoute<{ environment: string; stack: string; revision: string }>((ctx, { environment, stack, revision }) =>
  getRevision({ ctx, input: { environment, stack, revision: numberIn(revision) ?? 0 } }),
);
