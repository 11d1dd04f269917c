import { apiRoute } from "@/lib/loaders/api-route";
import { listSecrets } from "@/lib/ops/list-secrets";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => listSecrets({ ctx, input: { environment } }));
