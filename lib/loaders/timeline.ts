import "server-only";
import type { OpContext } from "@/lib/ops/context";
import { readTimeline } from "@/lib/ops/read-timeline";
import { forPage } from "./page";

interface Key {
  environment: string;
  stack: string;
}

export function timelinePage(ctx: OpContext, key: Key, request: Request) {
  const asked = new URL(request.url).searchParams.get("before") ?? "";
  return readTimeline({ ctx, input: { ...key, before: /^\d{1,15}$/.test(asked) ? Number(asked) : null } });
}

/** The newest page, for the server's own rendering. */
export const loadTimeline = (environment: string, stack: string) => forPage((ctx) => readTimeline({ ctx, input: { environment, stack, before: null } }));
