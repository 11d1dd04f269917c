import { showRevisionDetail } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { getRevision } from "@/lib/ops/list-revisions";

export const GET = apiV1(ROUTES.revision, async ({ ctx, params: { revision, ...key } }) => ({
  body: showRevisionDetail(key, await getRevision({ ctx, input: { ...key, revision: Number(revision) } })),
}));
