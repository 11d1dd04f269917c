import { apiRoute } from "@/lib/loaders/api-route";
import { getSecondFactor } from "@/lib/ops/second-factor";

export const GET = apiRoute((ctx) => getSecondFactor({ ctx }));
