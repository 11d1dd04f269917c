import { apiRoute } from "@/lib/loaders/api-route";
import { listPorts } from "@/lib/ops/list-ports";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => listPorts({ ctx, input: { environment } }));
