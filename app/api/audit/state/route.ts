import { apiRoute } from "@/lib/loaders/api-route";
import { readAuditState } from "@/lib/ops/read-audit-state";

export const GET = apiRoute((ctx) => readAuditState({ ctx }));
