import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { API_ROUTES, type ApiRoute } from "@/lib/api/table";
import { siteAt } from "@/lib/auth/site";
import { ADDRESS_HEADER } from "@/lib/auth/stamp-request";
import { TOKEN_SCOPES, type TokenScope, type TokenStack } from "@/lib/core/api-tokens";
import type { OpContext } from "@/lib/ops/context";
import { createToken } from "@/lib/ops/create-token";
import { setRuntime } from "@/lib/runtime";
import { answerFaults } from "./api-document";
import type { House } from "./house";

/** The very handlers of app/api/v1, called as Next calls them, over a house. */
export interface ApiRoom {
  /** A token of somebody, as its text. */
  token(ctx: OpContext, scopes?: readonly TokenScope[], over?: { only?: TokenStack; days?: 7 | 365 }): Promise<string>;
  ask(method: string, address: string, asked?: Asked): Promise<Response>;
  json(method: string, address: string, asked?: Asked): Promise<{ status: number; headers: Headers; body: Body }>;
}

export interface Asked {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

// biome-ignore lint/suspicious/noExplicitAny: the answer of any route, looked at by tests.
type Body = Record<string, any>;

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response> | Response;

const ROOT = "app/api/v1";

/** `/environments/[environment]` of every route file there is. */
export const routeFiles = (): string[] =>
  readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts"))
    .map((file) => `/${file.replace(/\/?route\.ts$/, "")}`);

export function openApiRoom(house: House): ApiRoom {
  const { tin } = house;
  const setupToken = { redeem: () => false };
  setRuntime({ ...tin, secret: "x", setupToken, site: siteAt(undefined), instanceId: "test" } as unknown as Parameters<typeof setRuntime>[0]);
  let names = 0;
  const room: ApiRoom = {
    token: async (ctx, scopes = TOKEN_SCOPES, { only, days = 7 } = {}) => {
      names += 1;
      const { text } = await createToken({ ctx, input: { name: `t${names}`, scopes: [...scopes], days, only: only ?? null } });
      return text;
    },
    ask: async (method, address, { token, body, headers = {}, signal } = {}) => {
      const url = new URL(`http://spindle.test/api/v1${address}`);
      const { route, params } = find(method, url.pathname.slice("/api/v1".length));
      const handlers = (await import(resolve(join(ROOT, route, "route.ts")))) as Record<string, Handler>;
      const handler = handlers[method];
      if (!handler) return new Response(null, { status: 405 });
      const init = {
        method,
        headers: {
          [ADDRESS_HEADER]: "10.0.0.7",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
        ...(signal && { signal }),
      };
      const answer = await handler(new Request(url, init), { params: Promise.resolve(Object.keys(params).length > 0 ? params : undefined) });
      await requireAsDocumented(method, url.href, answer);
      return answer;
    },
    json: async (method, address, asked) => {
      const answer = await room.ask(method, address, asked);
      return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
    },
  };
  return room;
}

/** Every answer that any test gets is held against the document. */
async function requireAsDocumented(method: string, address: string, answer: Response): Promise<void> {
  const type = answer.headers.get("content-type");
  const text = type?.includes("json") && !type.includes("ndjson") ? await answer.clone().text() : "";
  const faults = answerFaults(method, address, answer.status, type, text);
  if (faults.length > 0) throw new Error(faults.join("\n"));
}

/** As Next finds them: names in the address stay as they were written. */
function find(method: string, pathname: string): { route: string; params: Record<string, string> } {
  const parts = pathname.split("/");
  for (const route of routeFiles()) {
    const names = route.split("/");
    if (names.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = names.every((name, at) => {
      const part = parts[at] ?? "";
      if (!name.startsWith("[")) return name === part;
      params[name.slice(1, -1)] = part;
      return part !== "";
    });
    if (fits) return { route, params };
  }
  throw new Error(`no route for ${method} ${pathname}`);
}

export const fillPath = ({ path }: Pick<ApiRoute, "path">, names: Record<string, string>): string =>
  path.replace(/\[(\w+)\]/g, (_whole, name: string) => encodeURIComponent(names[name] ?? "x"));

export const everyRoute = API_ROUTES;
