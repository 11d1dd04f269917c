import { apiRoute } from "@/lib/loaders/api-route";
import { readComposeGuide } from "@/lib/ops/read-compose-guide";

export const GET = apiRoute<{ environment: string }>((ctx, input) => readComposeGuide({ ctx, input }));
