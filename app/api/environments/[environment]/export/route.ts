import { refusal } from "@/lib/loaders/api-route";
import { tarResponse } from "@/lib/loaders/archive";
import { opContext } from "@/lib/loaders/context";
import { exportEnvironment } from "@/lib/ops/export-stack";

/** Every stack of the environment that the asker may see, as one tar.gz. */
export async function GET(_request: Request, { params }: { params: Promise<{ environment: string }> }): Promise<Response> {
  try {
    const { name, pieces } = await exportEnvironment({ ctx: await opContext(), input: await params });
    return tarResponse(`${name}-stacks`, pieces);
  } catch (error) {
    return refusal(error);
  }
}
