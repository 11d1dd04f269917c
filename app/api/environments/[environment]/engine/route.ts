import { apiRoute } from "@/lib/loaders/api-route";
import { readEngine } from "@/lib/ops/read-engine";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => readEngine({ ctx, input: { environment } }));
