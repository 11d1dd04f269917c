import { apiRoute } from "@/lib/loaders/api-route";
import { listStacks } from "@/lib/ops/list-stacks";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => listStacks({ ctx, input: { environment } }));
