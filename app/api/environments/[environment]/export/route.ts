import { apiRoute } from "@/lib/loaders/api-route";
import { tarResponse } from "@/lib/loaders/archive";
import { exportEnvironment } from "@/lib/ops/export-stack";

/** Every stack of the environment that the asker may see, as one tar.gz. */
export const GET = apiRoute<{ environment: string }>(async (ctx, input) => {
  const { name, pieces } = await exportEnvironment({ ctx, input });
  return tarResponse(`${name}-stacks`, pieces);
});
