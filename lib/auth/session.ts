import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import type { Actor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { getRuntime } from "@/lib/runtime";
import { actorOf } from "./actor";
import { cookieNames } from "./cookies";
import { ADDRESS_HEADER } from "./stamp-request";

/** Who asks; null for strangers. Read once a request. */
export const getActor = cache(async (): Promise<Actor | null> => {
  const runtime = getRuntime();
  const cookie = (await cookies()).get(cookieNames(runtime.site.secure).session);
  return actorOf(cookie?.value, runtime);
});

/** Who asks; throws UNAUTHENTICATED for strangers. There is no third answer. */
export async function requireActor(): Promise<Actor> {
  const actor = await getActor();
  if (!actor) throw fail("UNAUTHENTICATED", {});
  return actor;
}

/** The caller's address, as server.ts stamped it. */
export async function callerAddress(): Promise<string> {
  return (await headers()).get(ADDRESS_HEADER) ?? "unknown";
}
