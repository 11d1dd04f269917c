import { showStack } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { getStack } from "@/lib/ops/view-stack";

export const GET = apiV1(ROUTES.stack, async ({ ctx, params }) => ({ body: showStack(await getStack({ ctx, input: params }), ctx.now()) }));
