import { apiRoute } from "@/lib/loaders/api-route";
import { auditFile } from "@/lib/loaders/audit";

export const GET = apiRoute<{ environment: string; stack: string }>((ctx, { environment, stack }, request) =>
  auditFile(ctx, { of: "stack", environment, stack }, request),
);
