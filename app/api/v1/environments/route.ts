import { showEnvironment } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { listEnvironments } from "@/lib/ops/view-stack";

export const GET = apiV1(ROUTES.environments, async ({ ctx }) => ({ body: (await listEnvironments({ ctx })).map(showEnvironment) }));
