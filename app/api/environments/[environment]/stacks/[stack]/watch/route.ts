import { apiRoute } from "@/lib/loaders/api-route";
import { getWatch } from "@/lib/ops/choose-notices";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }) => getWatch({ ctx, input: { environment, stack } }));
