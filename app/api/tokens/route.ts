import { apiRoute } from "@/lib/loaders/api-route";
import { listTokens } from "@/lib/ops/list-tokens";

export const GET = apiRoute((ctx) => listTokens({ ctx }));
