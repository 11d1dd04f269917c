import { getToken } from "next-auth/jwt";
import { recent } from "@/lib/core/recent";

export interface CookieNames {
  session: string;
  csrf: string;
  callback: string;
  /** Of a sign-in under way at a provider. */
  pkce: string;
  state: string;
  nonce: string;
}

/** `__Host-` binds a cookie to this very host over TLS; browsers refuse it over plain http, where the names are bare. */
export function cookieNames(secure: boolean): CookieNames {
  const prefix = secure ? "__Host-" : "";
  const named = (name: string) => `${prefix}spindle.${name}`;
  return { session: named("session"), csrf: named("csrf"), callback: named("callback"), pkce: named("pkce"), state: named("state"), nonce: named("nonce") };
}

/** Opened a moment ago: unlocking takes half a millisecond of every request. Whether the session stands is asked of its row each time. */
const opened = recent<string>({ keepMs: 60_000, most: 1_000, now: Date.now });

/** The session id inside the encrypted cookie; null when there is none, it is expired or was not made with this secret. */
export async function sessionIdIn(cookie: string | undefined, secret: string): Promise<string | null> {
  if (!cookie) return null;
  // What cannot be opened is not remembered: strangers can send any amount of it.
  return opened.ask(`${secret} ${cookie}`, () => open(cookie, secret)).catch(() => null);
}

async function open(cookie: string, secret: string): Promise<string> {
  const cookieName = "session";
  // No headers: next-auth would take a bearer token from them as well.
  const token = await getToken({ req: { cookies: { [cookieName]: cookie }, headers: {} } as unknown as TokenRequest, secret, cookieName });
  if (typeof token?.sid !== "string" || token.sid === "") throw new Error("no session in this cookie");
  return token.sid;
}

type TokenRequest = NonNullable<Parameters<typeof getToken>[0]>["req"];

/** One cookie of a Cookie header; the first of that name, as browsers send the most specific one first. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const found = header?.split(";").find((pair) => pair.slice(0, pair.indexOf("=")).trim() === name);
  if (found === undefined) return undefined;
  const value = found.slice(found.indexOf("=") + 1).trim();
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
