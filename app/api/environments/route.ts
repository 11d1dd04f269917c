import { apiRoute } from "@/lib/loaders/api-route";
import { listEnvironments } from "@/lib/ops/view-stack";

export const GET = apiRoute<Record<string, never>>((ctx) => listEnvironments({ ctx }));
