import { showOperation } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { isWithin } from "@/lib/core/api-tokens";
import { fail } from "@/lib/core/errors";
import { apiV1 } from "@/lib/loaders/api-v1";
import { waitFor } from "@/lib/loaders/wait-for";
import { getOperation } from "@/lib/ops/list-operations";

/** `?wait=60` answers when it has ended, whatever its end is: here it is the thing that was asked for. */
export const GET = apiV1(ROUTES.operation, async ({ ctx, token, params, query: { wait = 0 }, hold }) => {
  const { environment, stack } = await getOperation({ ctx, input: params });
  if (!isWithin(token.only, { environment, stack })) throw fail("NOT_FOUND", { what: "operation" });
  return { body: showOperation(await waitFor(ctx, params.operation, wait, hold)) };
});
