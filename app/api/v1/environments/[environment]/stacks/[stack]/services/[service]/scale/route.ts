import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { beginOperation } from "@/lib/loaders/begin-operation";
import { scaleService } from "@/lib/ops/scale-service";

export const POST = apiV1(ROUTES.scale, (asked) => beginOperation(asked, (ctx) => scaleService({ ctx, input: { ...asked.params, ...asked.body } })));
