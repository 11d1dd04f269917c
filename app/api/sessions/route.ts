import { apiRoute } from "@/lib/loaders/api-route";
import { listSessions } from "@/lib/ops/list-sessions";

export const GET = apiRoute((ctx) => listSessions({ ctx }));
