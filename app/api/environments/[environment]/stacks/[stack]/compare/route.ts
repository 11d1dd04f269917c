import { apiRoute } from "@/lib/loaders/api-route";
import { compareRevisions } from "@/lib/ops/list-revisions";
import { numberIn } from "@/lib/ops/number-in";

/** `?from=2&to=5`: what lies between two revisions. */
export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }, request) => {
  const asked = new URL(request.url).searchParams;
  return compareRevisions({ ctx, input: { environment, stack, from: numberIn(asked.get("from")), to: numberIn(asked.get("to")) } });
});
