import { apiRoute } from "@/lib/loaders/api-route";
import { getOperation } from "@/lib/ops/list-operations";

export const GET = apiRoute<{ operation: string }>((ctx, { operation }) => getOperation({ ctx, input: { operation } }));
