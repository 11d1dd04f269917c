import { apiRoute } from "@/lib/loaders/api-route";
import { readPolicy } from "@/lib/ops/read-policy";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => readPolicy({ ctx, input: { environment } }));
