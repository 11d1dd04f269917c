import { apiRoute } from "@/lib/loaders/api-route";
import { listRevisions } from "@/lib/ops/list-revisions";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }) => listRevisions({ ctx, input: { environment, stack } }));
