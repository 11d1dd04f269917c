import { apiRoute } from "@/lib/loaders/api-route";
import { getStorage } from "@/lib/ops/view-storage";

export const GET = apiRoute<{ environment: string; stack: string; service: string }>((ctx, { environment, stack, service }) =>
  getStorage({ ctx, input: { environment, stack, service } }),
);
