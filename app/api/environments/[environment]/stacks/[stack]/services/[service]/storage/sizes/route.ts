import { apiRoute } from "@/lib/loaders/api-route";
import { measureStorage } from "@/lib/ops/view-storage";

export const GET = apiRoute<{ environment: string; stack: string; service: string }>((ctx, { environment, stack, service }) =>
  measureStorage({ ctx, input: { environment, stack, service } }),
);
