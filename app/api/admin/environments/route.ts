import { apiRoute } from "@/lib/loaders/api-route";
import { listAdminEnvironments } from "@/lib/ops/list-admin-environments";

export const GET = apiRoute<Record<string, never>>((ctx) => listAdminEnvironments({ ctx }));
