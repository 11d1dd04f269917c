import "server-only";
import { cookies, headers } from "next/headers";
import { encode } from "next-auth/jwt";
import { cache } from "react";
import type { Actor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { getRuntime } from "@/lib/runtime";
import { type Pending, type Standing, standingOf } from "./actor";
import { cookieNames } from "./cookies";
import { deviceOf } from "./device";
import { SESSION_MS } from "./sign-in";
import { ADDRESS_HEADER } from "./stamp-request";

/** Who asks, and what they must do first; null for strangers. Read once a request. */
export const getStanding = cache(async (): Promise<Standing | null> => {
  const runtime = getRuntime();
  const cookie = (await cookies()).get(cookieNames(runtime.site.secure).session);
  return standingOf(cookie?.value, runtime);
});

/** Who asks; throws UNAUTHENTICATED for strangers, and says what must be done first, except to the entrance that is for that. There is no third answer. */
export async function requireActor(entrance: Pending | null = null): Promise<Actor> {
  const standing = await getStanding();
  if (!standing) throw fail("UNAUTHENTICATED", {});
  if (standing.pending === null || standing.pending === entrance) return standing.actor;
  throw fail(standing.pending === "password" ? "PASSWORD_CHANGE_NEEDED" : "SECOND_FACTOR_NEEDED", {});
}

/** The caller's address, as server.ts stamped it. */
export async function callerAddress(): Promise<string> {
  return (await headers()).get(ADDRESS_HEADER) ?? "unknown";
}

export async function callerDevice(): Promise<string> {
  return deviceOf((await headers()).get("user-agent") ?? "");
}

/** Gives the browser another session in place of the one it has; the cookie is as next-auth makes it. */
export async function giveSession(sessionId: string): Promise<void> {
  const { secret, site } = getRuntime();
  const maxAge = SESSION_MS / 1_000;
  const value = await encode({ token: { sid: sessionId }, secret, maxAge });
  (await cookies()).set(cookieNames(site.secure).session, value, { httpOnly: true, sameSite: "lax", path: "/", secure: site.secure, maxAge });
}
