import { apiRoute } from "@/lib/loaders/api-route";
import { auditFile, bookOf } from "@/lib/loaders/audit";

export const GET = apiRoute((ctx, _params, request) => auditFile(ctx, bookOf(new URL(request.url).searchParams), request));
