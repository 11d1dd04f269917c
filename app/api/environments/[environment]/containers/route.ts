import { apiRoute } from "@/lib/loaders/api-route";
import { listRunning } from "@/lib/ops/list-running";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => listRunning({ ctx, input: { environment } }));
