import { apiRoute } from "@/lib/loaders/api-route";
import { auditPage } from "@/lib/loaders/audit";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }, request) =>
  auditPage(ctx, { of: "stack", environment, stack }, request),
);
