import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { beginOperation } from "@/lib/loaders/begin-operation";
import { deployTextOf } from "@/lib/loaders/text-of";
import { deployText } from "@/lib/ops/deploy-text";

export const POST = apiV1(ROUTES.upgrade, (asked) =>
  beginOperation(asked, (ctx) => deployText({ ctx, input: deployTextOf(asked.params, asked.body, "upgrade") })),
);
