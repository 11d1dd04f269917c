import { apiRoute } from "@/lib/loaders/api-route";
import { readOverview } from "@/lib/ops/read-overview";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => readOverview({ ctx, input: { environment } }));
