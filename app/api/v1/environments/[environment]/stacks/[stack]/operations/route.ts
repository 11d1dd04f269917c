import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { operationPage } from "@/lib/loaders/operation-page";

export const GET = apiV1(ROUTES.operations, async ({ ctx, params, query }) => ({ body: await operationPage(ctx, params, query) }));
