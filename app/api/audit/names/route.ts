import { apiRoute } from "@/lib/loaders/api-route";
import { auditNames, bookOf } from "@/lib/loaders/audit";

export const GET = apiRoute((ctx, _params, request) => auditNames(ctx, bookOf(new URL(request.url).searchParams)));
