import { apiRoute } from "@/lib/loaders/api-route";
import { measureStorage } from "@/lib/ops/view-storage";

/** `?again` where somebody pressed the button, and what was measured a while ago will not do. */
export const GET = apiRoute<{ environment: string; stack: string; service: string }>((ctx, { environment, stack, service }, request) =>
  measureStorage({ ctx, input: { environment, stack, service, again: new URL(request.url).searchParams.has("again") } }),
);
