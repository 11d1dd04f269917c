import { apiRoute } from "@/lib/loaders/api-route";
import { listQuotas } from "@/lib/ops/list-quotas";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => listQuotas({ ctx, input: { environment } }));
