import "server-only";
import { headers } from "next/headers";
import { apiReference } from "@/lib/api/reference";
import type { ApiReference } from "@/lib/core/api-reference";
import { listStacks } from "@/lib/ops/list-stacks";
import { forPage } from "./page";

export interface ApiPageData {
  reference: ApiReference;
  /** Where this page was opened. */
  origin: string;
  /** One of the asker's own, for the examples; null while there is none. */
  stack: string | null;
}

export const loadApiPage = (environment: string) =>
  forPage(async (ctx): Promise<ApiPageData> => {
    const { stacks } = await listStacks({ ctx, input: { environment } });
    const sent = await headers();
    // Both as server.ts stamped them, whatever a client wrote.
    const origin = `${sent.get("x-forwarded-proto") ?? "http"}://${sent.get("x-forwarded-host") ?? "localhost"}`;
    const own = stacks.find(({ owner }) => owner === ctx.actor.username) ?? stacks[0];
    return { reference: apiReference(), origin, stack: own?.name ?? null };
  });
