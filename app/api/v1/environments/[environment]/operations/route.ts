import { ROUTES } from "@/lib/api/table";
import { problemOf } from "@/lib/core/errors";
import { apiV1 } from "@/lib/loaders/api-v1";
import { operationPage } from "@/lib/loaders/operation-page";

const NONE = { operations: [], next: null };

/** With a token for one stack, of that stack; where that is not, or not yet, there is nothing. */
export const GET = apiV1(ROUTES.environmentOperations, async ({ ctx, token: { only }, params: { environment }, query }) => {
  if (!only) return { body: await operationPage(ctx, { environment, stack: null }, query) };
  if (only.environment !== environment) return { body: NONE };
  try {
    return { body: await operationPage(ctx, only, query) };
  } catch (error) {
    if (problemOf(error).code !== "NOT_FOUND") throw error;
    return { body: NONE };
  }
});
