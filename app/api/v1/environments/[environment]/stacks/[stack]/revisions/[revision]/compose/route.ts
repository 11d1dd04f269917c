import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { getRevision } from "@/lib/ops/list-revisions";

export const GET = apiV1(ROUTES.compose, async ({ ctx, params: { revision, ...key } }) => {
  const { composeText } = await getRevision({ ctx, input: { ...key, revision: Number(revision) } });
  return new Response(composeText, { headers: { "content-type": "application/yaml; charset=utf-8", "x-content-type-options": "nosniff" } });
});
