import { apiRoute } from "@/lib/loaders/api-route";
import { listOwnQuotas } from "@/lib/ops/list-quotas";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => listOwnQuotas({ ctx, input: { environment } }));
