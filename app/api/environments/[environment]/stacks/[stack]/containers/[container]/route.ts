import { apiRoute } from "@/lib/loaders/api-route";
import { describeContainer } from "@/lib/ops/describe-container";

export const GET = apiRoute<{ environment: string; stack: string; container: string }>((ctx, { environment, stack, container }) =>
  describeContainer({ ctx, input: { environment, stack, container } }),
);
