import type { Provider } from "next-auth/providers/index";
import { fail } from "@/lib/core/errors";
import type { DirectoryPerson, SignInSettings } from "@/lib/core/sign-in";
import type { AccountStore } from "@/lib/registry/types";
import { admitPerson } from "./admit-person";
import { beginSession } from "./sign-in";
import type { OidcSettings } from "./sign-in-file";

const TIMEOUT_MS = 10_000;
/** A provider that was asked to have the person sign in anew says when they did; its clock may differ a little. */
const AGAIN_MS = 120_000;

export interface Claims {
  iss?: unknown;
  sub?: unknown;
  auth_time?: unknown;
  [claim: string]: unknown;
}

/** next-auth's generic provider: discovery, PKCE, state and nonce; signature, issuer, audience and times of the token are checked by openid-client. */
export function oidcProvider({ name, issuer, clientId, clientSecret, scope, algorithm }: OidcSettings): Provider {
  return {
    id: "oidc",
    name,
    type: "oauth",
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    authorization: { params: { scope } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    client: { id_token_signed_response_alg: algorithm },
    httpOptions: { timeout: TIMEOUT_MS },
    userinfo: {
      // Groups are often told there only. What the signed token says holds; the subject of both is compared by openid-client.
      request: async ({ client, tokens }) => {
        const told = client.issuer.metadata.userinfo_endpoint && tokens.access_token ? await client.userinfo(tokens as never) : {};
        return { ...told, ...(tokens as unknown as { claims(): Claims }).claims() } as never;
      },
    },
    profile: (claims: Claims) => ({ id: String(claims.sub ?? "") }),
  };
}

/** Where the window ends that was opened to prove once more who one is. */
const AGAIN_PATH = "/sign-in/again";

/** Whether that is where somebody who is under way to the provider wants to go afterwards. */
export const isAgain = (callbackUrl: string | undefined): boolean =>
  callbackUrl !== undefined && URL.canParse(callbackUrl, "http://here") && new URL(callbackUrl, "http://here").pathname === AGAIN_PATH;

export interface Arrival {
  accounts: AccountStore;
  signIn: SignInSettings;
  oidc: OidcSettings;
  claims: Claims;
  address: string;
  device: string;
  now: number;
  /** The session that this browser has, where the person was asked only to prove once more who they are. */
  again: { sessionId: string; userId: string } | null;
}

/** Somebody came back from the provider: their session, a new one unless they only proved once more who they are. Throws PROVIDER_REFUSED. */
export async function arriveFromProvider({
  accounts,
  signIn,
  oidc,
  claims,
  address,
  device,
  now,
  again,
}: Arrival): Promise<{ userId: string; sessionId: string }> {
  const person = personIn(claims, oidc);
  const { userId, username } = await admitPerson({ accounts, rules: signIn.provider, address, now }, person);
  const at = typeof claims.auth_time === "number" ? Math.min(now, claims.auth_time * 1_000) : null;
  if (again !== null) {
    if (again.userId !== userId || at === null || now - at > AGAIN_MS) throw fail("PROVIDER_REFUSED", { reason: "failed" });
    await accounts.transaction(async (tx) => {
      await tx.refreshSession(again.sessionId, now);
      const after = { by: "provider" };
      await tx.audit({ actor: { userId, username }, address, action: "session.refresh", stackId: null, subject: username, before: null, after }, now);
    });
    return { userId, sessionId: again.sessionId };
  }
  const sessionId = await beginSession(accounts, { userId, username, method: "provider", secondFactor: false }, { address, device, now });
  // The provider may have known them for hours: then they are not fresh here either.
  if (at !== null) await accounts.transaction((tx) => tx.refreshSession(sessionId, at));
  return { userId, sessionId };
}

function personIn(claims: Claims, { issuer, usernameClaim, groupsClaim }: OidcSettings): DirectoryPerson {
  const { iss, sub } = claims;
  if (typeof iss !== "string" || iss.replace(/\/+$/, "") !== issuer || typeof sub !== "string" || sub === "")
    throw fail("PROVIDER_REFUSED", { reason: "failed" });
  const username = claims[usernameClaim];
  const groups = [claims[groupsClaim] ?? []].flat().filter((group): group is string => typeof group === "string");
  return { key: { kind: "oidc", issuer, subject: sub }, username: typeof username === "string" ? username.toLowerCase() : "", numbers: null, groups };
}
