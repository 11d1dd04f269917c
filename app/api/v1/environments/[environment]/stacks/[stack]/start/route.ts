import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { beginOperation } from "@/lib/loaders/begin-operation";
import { startService } from "@/lib/ops/run-service";

export const POST = apiV1(ROUTES.start, (asked) =>
  beginOperation(asked, (ctx) => startService({ ctx, input: { ...asked.params, service: asked.body.service ?? null } })),
);
