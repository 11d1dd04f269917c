import { showRevision } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { listHistory } from "@/lib/ops/list-revisions";

export const GET = apiV1(ROUTES.revisions, async ({ ctx, params, query: { limit = 50, before } }) => {
  const history = (await listHistory({ ctx, input: params })).filter(({ number }) => before === undefined || number < before);
  const page = history.slice(0, limit);
  return { body: { revisions: page.map((one) => showRevision(params, one)), next: history.length > page.length ? (page.at(-1)?.number ?? null) : null } };
});
