import { apiRoute } from "@/lib/loaders/api-route";
import { listStacks } from "@/lib/ops/view-stack";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => listStacks({ ctx, input: { environment } }));
