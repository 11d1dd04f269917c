import { showStack } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { ensureStack } from "@/lib/ops/ensure-stack";
import { getStack } from "@/lib/ops/view-stack";

export const GET = apiV1(ROUTES.stack, async ({ ctx, params }) => ({ body: showStack(await getStack({ ctx, input: params }), ctx.now()) }));

export const PUT = apiV1(ROUTES.createStack, async ({ ctx, params, body }) => {
  const { isNew } = await ensureStack({ ctx, input: { ...params, project: body.project } });
  return { status: isNew ? 201 : 200, body: showStack(await getStack({ ctx, input: params }), ctx.now()) };
});
