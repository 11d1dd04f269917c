import { apiRoute } from "@/lib/loaders/api-route";
import { getAccess } from "@/lib/ops/view-access";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }) => getAccess({ ctx, input: { environment, stack } }));
