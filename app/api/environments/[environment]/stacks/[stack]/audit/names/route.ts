import { apiRoute } from "@/lib/loaders/api-route";
import { auditNames } from "@/lib/loaders/audit";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }) => auditNames(ctx, { of: "stack", environment, stack }));
