import type { CookieOption, NextAuthOptions, User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { fail, problemOf } from "@/lib/core/errors";
import { localPath } from "@/lib/core/local-path";
import { cookieNames } from "./cookies";
import { deviceOf } from "./device";
import { arriveFromProvider, type Claims, oidcProvider } from "./oidc";
import { attemptSignIn, SESSION_MS, type SignInDeps } from "./sign-in";
import type { OidcSettings } from "./sign-in-file";
import { signOut } from "./sign-out";
import type { Site } from "./site";
import { ADDRESS_HEADER } from "./stamp-request";

export interface AuthDeps extends SignInDeps {
  oidc: OidcSettings | null;
  secret: string;
  now: () => number;
  /** Where errors without a meaning for people go. */
  log: (error: unknown) => void;
}

/** Who makes the request, and what their browser has already. */
export interface Caller {
  address: string;
  device: string;
  session: { sessionId: string; userId: string } | null;
  /** They are on the way to prove once more who they are, and nothing else. */
  again: boolean;
}

const STRANGER: Caller = { address: "unknown", device: deviceOf(""), session: null, again: false };

/** next-auth as Spindle uses it: a token that carries nothing but the id of a session row. */
export function authOptions(deps: AuthDeps, site: Site, caller: Caller = STRANGER): NextAuthOptions {
  return {
    secret: deps.secret,
    providers: [credentials(deps, caller), ...(deps.oidc ? [oidcProvider(deps.oidc)] : [])],
    session: { strategy: "jwt", maxAge: SESSION_MS / 1_000 },
    useSecureCookies: site.secure,
    cookies: cookies(site.secure),
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    callbacks: {
      signIn: async ({ user, account, profile }) => (account?.provider === "oidc" ? arrive(deps, caller, user, { ...profile }) : true),
      jwt: ({ token, user }) => ({ sid: user && "sessionId" in user ? user.sessionId : token.sid }),
      // Who is signed in is read from the row, by lib/auth/session.ts; the browser learns nothing here.
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => new URL(localPath(url, baseUrl), baseUrl).href,
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string") await signOut({ accounts: deps.accounts, sessionId: token.sid, now: deps.now() });
      },
    },
    logger: {
      error: (code, metadata) => deps.log(metadata instanceof Error ? metadata : new Error(`next-auth: ${code}`, { cause: metadata })),
      warn: () => {},
      debug: () => {},
    },
  };
}

/** True, with the session noted for the token; or where to go, and why. */
async function arrive(deps: AuthDeps, caller: Caller, user: User, claims: Claims): Promise<true | string> {
  try {
    if (!deps.oidc) throw fail("PROVIDER_REFUSED", { reason: "failed" });
    const again = caller.again ? caller.session : null;
    const { sessionId } = await arriveFromProvider({ ...deps, oidc: deps.oidc, claims, ...caller, again, now: deps.now() });
    if (caller.session && sessionId !== caller.session.sessionId) await signOut({ ...deps, sessionId: caller.session.sessionId, now: deps.now() });
    Object.assign(user, { sessionId });
    return true;
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "UNKNOWN") deps.log(error);
    return `/sign-in?refused=${problem.code === "PROVIDER_REFUSED" ? problem.data.reason : "failed"}`;
  }
}

function credentials({ now, log, ...deps }: AuthDeps, caller: Caller) {
  return CredentialsProvider({
    name: "Spindle",
    credentials: { username: { label: "Username", type: "text" }, password: { label: "Password", type: "password" }, code: { label: "Code", type: "text" } },
    authorize: async (given, { headers }) => {
      const from = new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
      try {
        const { userId, sessionId } = await attemptSignIn({
          ...deps,
          username: text(given?.username),
          password: text(given?.password),
          code: text(given?.code),
          address: from.get(ADDRESS_HEADER) ?? "unknown",
          device: deviceOf(from.get("user-agent") ?? ""),
          now: now(),
        });
        // What this browser had before ends: nobody goes on in a session that was there already.
        if (caller.session) await signOut({ ...deps, sessionId: caller.session.sessionId, now: now() });
        return { id: userId, sessionId };
      } catch (error) {
        const problem = problemOf(error);
        if (problem.code === "UNKNOWN") log(error);
        // next-auth hands the message to the page as `error`.
        throw new Error(JSON.stringify(problem));
      }
    },
  });
}

/** Whatever was posted; nothing that long is anyone's name or password. */
const text = (value: unknown): string => (typeof value === "string" && value.length <= 200 ? value : "");

function cookies(secure: boolean): NextAuthOptions["cookies"] {
  const names = cookieNames(secure);
  const cookie = (name: string): CookieOption => ({ name, options: { httpOnly: true, sameSite: "lax", path: "/", secure } });
  return {
    sessionToken: cookie(names.session),
    csrfToken: cookie(names.csrf),
    callbackUrl: cookie(names.callback),
    pkceCodeVerifier: cookie(names.pkce),
    state: cookie(names.state),
    nonce: cookie(names.nonce),
  };
}
