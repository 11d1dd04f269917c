import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import type { Actor } from "@/lib/core/access";
import type { OpContext } from "@/lib/ops/context";
import { requireActor } from "@/lib/auth/session";
import { getRuntime } from "@/lib/runtime";

/** What an op needs, for a known actor. */
export const contextFor = async (actor: Actor): Promise<OpContext> => ({ ...getRuntime(), actor, address: await clientAddress() });

/** The asking person's context, once a request; throws UNAUTHENTICATED. */
export const opContext = cache(async (): Promise<OpContext> => contextFor(await requireActor()));

/** Set by server.ts from the socket itself, so that no client can claim another one. */
async function clientAddress(): Promise<string> {
  return (await headers()).get("x-spindle-address") ?? "unknown";
}
