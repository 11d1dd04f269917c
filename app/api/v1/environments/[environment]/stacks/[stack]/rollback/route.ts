import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { beginOperation } from "@/lib/loaders/begin-operation";
import { rollBack } from "@/lib/ops/roll-back";

export const POST = apiV1(ROUTES.rollback, (asked) =>
  beginOperation(asked, (ctx) => rollBack({ ctx, input: { ...asked.params, service: asked.body.service ?? null } })),
);
