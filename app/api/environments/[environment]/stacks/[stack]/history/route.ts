import { apiRoute } from "@/lib/loaders/api-route";
import { listHistory } from "@/lib/ops/list-revisions";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }) => listHistory({ ctx, input: { environment, stack } }));
