import { apiRoute } from "@/lib/loaders/api-route";
import { readEngineDisk } from "@/lib/ops/read-engine";

export const GET = apiRoute<{ environment: string }>((ctx, { environment }) => readEngineDisk({ ctx, input: { environment } }));
