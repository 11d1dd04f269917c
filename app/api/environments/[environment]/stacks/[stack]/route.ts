import { apiRoute } from "@/lib/loaders/api-route";
import { getStack } from "@/lib/ops/view-stack";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }) => getStack({ ctx, input: { environment, stack } }));
