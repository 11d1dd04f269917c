import { showService } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { fail } from "@/lib/core/errors";
import { apiV1 } from "@/lib/loaders/api-v1";
import { getStack } from "@/lib/ops/view-stack";

export const GET = apiV1(ROUTES.service, async ({ ctx, params: { service, ...key } }) => {
  const found = (await getStack({ ctx, input: key })).services.find(({ name }) => name === service);
  if (!found) throw fail("NOT_FOUND", { what: "service" });
  return { body: showService(found, ctx.now()) };
});
