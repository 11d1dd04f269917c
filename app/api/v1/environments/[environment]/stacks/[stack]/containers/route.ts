import { showContainer } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { getStack } from "@/lib/ops/view-stack";

export const GET = apiV1(ROUTES.containers, async ({ ctx, params }) => {
  const { services } = await getStack({ ctx, input: params });
  return { body: services.flatMap(({ name, containers }) => containers.map((container) => showContainer(name, container))) };
});
