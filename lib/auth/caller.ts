import "server-only";
import { cookies } from "next/headers";
import type { Runtime } from "@/lib/runtime";
import { cookieNames } from "./cookies";
import { isAgain } from "./oidc";
import type { Caller } from "./options";
import { callerAddress, callerDevice, getStanding } from "./session";

/** Who talks to next-auth. Whether they only prove once more who they are is told by where they want to go afterwards. */
export async function callerOf({ site }: Pick<Runtime, "site">): Promise<Caller> {
  const standing = await getStanding();
  return {
    address: await callerAddress(),
    device: await callerDevice(),
    session: standing && { sessionId: standing.actor.sessionId, userId: standing.actor.userId },
    again: isAgain((await cookies()).get(cookieNames(site.secure).callback)?.value),
  };
}
