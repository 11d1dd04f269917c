import { apiRoute } from "@/lib/loaders/api-route";
import { shellPlace } from "@/lib/ops/open-shell";

/** What a debug shell beside this container may be made from; empty where an administrator allowed none. */
export const GET = apiRoute<{ environment: string; stack: string; container: string }>(async (ctx, input) => {
  const { debugImages } = await shellPlace({ ctx, input });
  return { images: debugImages };
});
