import { apiRoute } from "@/lib/loaders/api-route";
import { auditPage, bookOf } from "@/lib/loaders/audit";

export const GET = apiRoute((ctx, _params, request) => auditPage(ctx, bookOf(new URL(request.url).searchParams), request));
