import type { Permission } from "./access";

/** What a token may be for. `deploy` may read too; `exec` runs commands and nothing else. */
export const TOKEN_SCOPES = ["read", "deploy", "exec"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Days that a token may live. There is no token without an end. */
export const TOKEN_DAYS = [7, 30, 90, 365] as const;
export type TokenDays = (typeof TOKEN_DAYS)[number];

/** Of one person, those that have expired among them. */
export const MOST_TOKENS = 20;

/** The one stack a token is for, which need not exist yet. */
export interface TokenStack {
  environment: string;
  stack: string;
}

/** What an actor who came with a token carries along. */
export interface TokenMark {
  id: string;
  name: string;
  scopes: readonly TokenScope[];
  /** Null where it is good for everything its person may. */
  only: TokenStack | null;
}

export interface ApiTokenView extends TokenMark {
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
  lastUsedAddress: string | null;
}

const READ: readonly Permission[] = ["environment.see", "stack.see", "file.read", "logs.read", "container.inspect", "secret.see"];
const DEPLOY: readonly Permission[] = [...READ, "values.read", "stack.create", "stack.deploy", "service.operate", "service.scale", "secret.write"];

/** Everything else is no token's business, whoever it belongs to: accounts, tokens, members, policy, removal. */
const GRANTS: Record<TokenScope, readonly Permission[]> = { read: READ, deploy: DEPLOY, exec: ["shell.open"] };

export const tokenMay = ({ scopes }: Pick<TokenMark, "scopes">, permission: Permission): boolean => scopes.some((scope) => GRANTS[scope].includes(permission));

export const tokenHas = ({ scopes }: Pick<TokenMark, "scopes">, scope: TokenScope): boolean =>
  scopes.includes(scope) || (scope === "read" && scopes.includes("deploy"));

/** Whether a token may know of this stack at all. */
export const isWithin = (only: TokenStack | null | undefined, { environment, stack }: TokenStack): boolean =>
  !only || (only.environment === environment && only.stack === stack);

/** Who did it, as the audit says it: a person, or what acted in their name. */
export const actorInAudit = ({ username, token }: { username: string; token?: Pick<TokenMark, "name"> }): string =>
  token ? `${username} by token ${token.name}` : username;
