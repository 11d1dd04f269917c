import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { beginOperation } from "@/lib/loaders/begin-operation";
import { confirmUpgrade } from "@/lib/ops/confirm-upgrade";

export const POST = apiV1(ROUTES.confirm, (asked) =>
  beginOperation(asked, (ctx) => confirmUpgrade({ ctx, input: { ...asked.params, service: asked.body.service ?? null } })),
);
