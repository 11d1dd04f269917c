import "server-only";
import { cache } from "react";
import { callerAddress, requireActor } from "@/lib/auth/session";
import type { OpContext } from "@/lib/ops/context";
import { getRuntime } from "@/lib/runtime";

/** The asking person's context, once a request; throws UNAUTHENTICATED. */
export const opContext = cache(async (): Promise<OpContext> => ({ ...getRuntime(), actor: await requireActor(), address: await callerAddress() }));
