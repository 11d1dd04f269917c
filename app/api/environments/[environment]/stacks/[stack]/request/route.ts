import { apiRoute } from "@/lib/loaders/api-route";
import { readRequest } from "@/lib/ops/read-request";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }) => readRequest({ ctx, input: { environment, stack } }));
