import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";
import { onTestFinished } from "vitest";
import type { OidcSettings } from "@/lib/auth/sign-in-file";
import { ORIGIN } from "./next-auth-browser";

const CLIENT = { clientId: "spindle", clientSecret: "a secret of the client" };
const CALLBACK = `${ORIGIN}/api/auth/callback/oidc`;

export const oidcSettings = (issuer: string, changes: Partial<OidcSettings> = {}): OidcSettings => ({
  name: "the lab",
  issuer,
  ...CLIENT,
  scope: "openid profile",
  usernameClaim: "preferred_username",
  groupsClaim: "groups",
  algorithm: "RS256",
  projects: [],
  roles: [],
  ...changes,
});

export interface OidcServer {
  issuer: string;
  /** What a person does there, in a browser that was never there before, from the address the button leads to back to Spindle's: signs in as `username`. */
  visit(address: string, username: string): Promise<string>;
  groups: Record<string, string[]>;
}

/** A real provider (oidc-provider) on a port of its own: whoever comes is asked who they are. */
export async function startOidcServer(): Promise<OidcServer> {
  const { port, handle } = await listen();
  const issuer = `http://127.0.0.1:${port}`;
  const groups: OidcServer["groups"] = {};
  const configuration: Configuration = {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [CALLBACK] }],
    claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id.replace(/^id of /, ""), groups: groups[id] ?? [] }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["a key of the test"] },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(issuer, configuration);
  const answer = provider.callback();
  handle((request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void answer(request, response);
    const accountId = String(request.headers["x-account"]);
    void provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
  });
  return {
    issuer,
    groups,
    visit: async (address, username) => {
      const jar = new Map<string, string>();
      let next = address;
      for (let hop = 0; hop < 10 && !next.startsWith(CALLBACK); hop += 1) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
        const reply = await fetch(next, { redirect: "manual", headers: { cookie, "x-account": `id of ${username}` } });
        for (const set of reply.headers.getSetCookie()) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          jar.set(name, value);
        }
        const location = reply.headers.get("location");
        if (location === null) throw new Error(`the provider answered ${reply.status}: ${await reply.text()}`);
        next = new URL(location, next).href;
      }
      return next;
    },
  };
}

export interface ForgedToken {
  claims?: Record<string, unknown>;
  /** Claims to leave out. */
  without?: string[];
  header?: Record<string, unknown>;
  /** Signed by somebody else's key, or not at all. */
  signed?: "other" | "none";
  /** What the discovery document says of itself. */
  issuer?: string;
}

type KeyPair = ReturnType<typeof generateKeyPairSync>;
/** Made once a process. */
let keys: [KeyPair, KeyPair] | null = null;

/** A provider that says whatever it is told to; returns the address to come back with. */
export async function startForger(): Promise<{ issuer: string; answers(address: string, token: ForgedToken): string }> {
  const { port, handle } = await listen();
  const issuer = `http://127.0.0.1:${port}`;
  keys ??= [generateKeyPairSync("rsa", { modulusLength: 2048 }), generateKeyPairSync("rsa", { modulusLength: 2048 })];
  const [own, other] = keys;
  const jwk = { ...own.publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" };
  const answers = new Map<string, { nonce: string; challenge: string; token: ForgedToken }>();
  let discovered = issuer;

  const idToken = ({ claims, without = [], header, signed }: ForgedToken, nonce: string): string => {
    const now = Math.floor(Date.now() / 1_000);
    const all = { iss: issuer, sub: "id of eve", aud: CLIENT.clientId, nonce, iat: now, exp: now + 300, preferred_username: "eve", ...claims };
    const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "RS256", kid: "1", typ: "JWT", ...header })}.${part(kept)}`;
    const key = signed === "other" ? other.privateKey : own.privateKey;
    return `${text}.${signed === "none" ? "" : sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
  };

  handle(async (request, response) => {
    const json = (value: unknown, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (request.url === "/.well-known/openid-configuration") {
      return json({
        issuer: discovered,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    }
    if (request.url === "/keys") return json({ keys: [jwk] });
    const form = new URLSearchParams(await bodyOf(request));
    const answer = answers.get(form.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!answer || verifier !== answer.challenge) return json({ error: "invalid_grant" }, 400);
    return json({ access_token: "access", token_type: "Bearer", id_token: idToken(answer.token, answer.nonce) });
  });

  return {
    issuer,
    answers: (address, token) => {
      discovered = token.issuer ?? issuer;
      const asked = new URL(address).searchParams;
      const code = randomBytes(8).toString("hex");
      answers.set(code, { nonce: asked.get("nonce") ?? "", challenge: asked.get("code_challenge") ?? "", token });
      return `${CALLBACK}?${new URLSearchParams({ code, state: asked.get("state") ?? "" })}`;
    },
  };
}

async function listen(): Promise<{ port: number; handle(listener: RequestListener): void }> {
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: (server.address() as AddressInfo).port,
    handle: (next) => {
      listener = next;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
