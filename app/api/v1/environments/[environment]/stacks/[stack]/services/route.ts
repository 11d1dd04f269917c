import { showService } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { getStack } from "@/lib/ops/view-stack";

export const GET = apiV1(ROUTES.services, async ({ ctx, params }) => {
  const { services } = await getStack({ ctx, input: params });
  return { body: services.map((service) => showService(service, ctx.now())) };
});
