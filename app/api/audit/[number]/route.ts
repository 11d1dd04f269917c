import { apiRoute } from "@/lib/loaders/api-route";
import { auditNumber } from "@/lib/ops/audit-input";
import { readAuditEntry } from "@/lib/ops/read-audit";

export const GET = apiRoute<{ number: string }>((ctx, { number }) => readAuditEntry({ ctx, input: { number: auditNumber(number) ?? 0 } }));
