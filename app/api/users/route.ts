import { apiRoute } from "@/lib/loaders/api-route";
import { listUsers } from "@/lib/ops/list-users";

export const GET = apiRoute((ctx) => listUsers({ ctx }));
