import { apiRoute } from "@/lib/loaders/api-route";
import { checkRegistry } from "@/lib/ops/check-registry";

/** `?image=` once for each. */
export const GET = apiRoute<{ environment: string }>((ctx, { environment }, request) =>
  checkRegistry({ ctx, input: { environment, images: new URL(request.url).searchParams.getAll("image") } }),
);
