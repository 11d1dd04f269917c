import { apiRoute } from "@/lib/loaders/api-route";
import { readHealth } from "@/lib/ops/read-timeline";

export const GET = apiRoute<{ environment: string; stack: string; service: string }>((ctx, { environment, stack, service }) =>
  readHealth({ ctx, input: { environment, stack, service } }),
);
