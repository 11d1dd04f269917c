import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { beginOperation } from "@/lib/loaders/begin-operation";
import { stopService } from "@/lib/ops/run-service";

export const POST = apiV1(ROUTES.stop, (asked) =>
  beginOperation(asked, (ctx) => stopService({ ctx, input: { ...asked.params, service: asked.body.service ?? null } })),
);
