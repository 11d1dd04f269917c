import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { actorOf, standingOf } from "@/lib/auth/actor";
import { cookieNames } from "@/lib/auth/cookies";
import { isAgain } from "@/lib/auth/oidc";
import { authOptions } from "@/lib/auth/options";
import type { OidcSettings } from "@/lib/auth/sign-in-file";
import { siteAt } from "@/lib/auth/site";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import { signInDeps } from "./accounts";
import type { TestDatabase } from "./database";

export const SECRET = "0123456789abcdef0123456789abcdef";
export const ORIGIN = "http://spindle.lan:3000";

interface SetCookie {
  name: string;
  value: string;
  attributes: string[];
}

interface Given {
  url?: string;
  host?: string;
  secret?: string;
  oidc?: OidcSettings;
  now?: () => number;
}

/** A browser that keeps cookies and talks to next-auth's handler as the pages do. */
export function openBrowser(db: TestDatabase, { url, host = "spindle.lan:3000", secret = SECRET, oidc, now = Date.now }: Given = {}) {
  const site = siteAt(url);
  const names = cookieNames(site.secure);
  const jar: Record<string, string> = {};
  const set: SetCookie[] = [];
  const logged: unknown[] = [];
  const forwarded = { "x-forwarded-host": site.origin ? new URL(site.origin).host : host, "x-forwarded-proto": site.secure ? "https" : "http" };
  const signIn = { ...PLAIN_SIGN_IN, provider: oidc ?? null };
  const deps = { ...signInDeps(db, undefined, signIn), oidc: oidc ?? null, secret, now, log: (error: unknown) => void logged.push(error) };

  const call = async (method: "GET" | "POST", path: string[], body: Record<string, string> = {}, query: Record<string, string> = {}) => {
    const standing = await standingOf(jar[names.session], deps);
    const session = standing && { sessionId: standing.actor.sessionId, userId: standing.actor.userId };
    const options = authOptions(deps, site, { address: "10.0.0.1", device: "Test", session, again: isAgain(jar[names.callback]) });
    const sent = { json: null as unknown, cookies: [] as string[], location: undefined as string | undefined };
    const response = {
      status: () => response,
      getHeader: () => sent.cookies,
      setHeader: (name: string, value: string | string[]) => {
        if (name === "Set-Cookie") sent.cookies = [value].flat();
        if (name === "Location") sent.location = String(value);
        return response;
      },
      json: (value: unknown) => {
        sent.json = value;
      },
      send: (value: unknown) => response.json(value),
      end: () => {},
    };
    const request = {
      method,
      query: { nextauth: path, ...query },
      body: method === "POST" ? { json: "true", ...body } : {},
      cookies: { ...jar },
      headers: { ...forwarded, "x-spindle-address": "10.0.0.1" },
    };
    await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
    for (const cookie of sent.cookies.map(parsed)) {
      set.push(cookie);
      if (cookie.value === "") delete jar[cookie.name];
      else jar[cookie.name] = cookie.value;
    }
    const json = (sent.json ?? {}) as { url?: string; csrfToken?: string };
    return sent.location === undefined ? json : { ...json, url: sent.location };
  };
  const csrfToken = async () => (await call("GET", ["csrf"])).csrfToken ?? "";
  return {
    jar,
    set,
    names,
    logged,
    call,
    /** Where the page is sent to. */
    signIn: async (password: string, callbackUrl = "/", username = "ada", code = "") =>
      (await call("POST", ["callback", "credentials"], { username, password, code, callbackUrl, csrfToken: await csrfToken() })).url ?? "",
    signOut: async () => call("POST", ["signout"], { csrfToken: await csrfToken() }),
    /** The address at the provider that the button leads to. */
    toProvider: async (callbackUrl = "/", more: Record<string, string> = {}) =>
      (await call("POST", ["signin", "oidc"], { callbackUrl, csrfToken: await csrfToken() }, more)).url ?? "",
    /** Coming back from there; answers where the browser is sent. */
    back: async (address: string) => (await call("GET", ["callback", "oidc"], {}, Object.fromEntries(new URL(address).searchParams))).url ?? "",
    actor: () => actorOf(jar[names.session], deps),
  };
}

export type Browser = ReturnType<typeof openBrowser>;

function parsed(header: string): SetCookie {
  const [pair = "", ...attributes] = header.split("; ");
  const at = pair.indexOf("=");
  return {
    name: pair.slice(0, at),
    value: decodeURIComponent(pair.slice(at + 1)),
    attributes: attributes.filter((attribute) => !/^(Expires|Max-Age)/.test(attribute)).sort(),
  };
}
