import type { SiteRole } from "@/lib/core/access";
import type { ApiTokenView, TokenScope, TokenStack } from "@/lib/core/api-tokens";

/** A token with whose it is: only for whoever decides about a request. */
export interface ApiTokenRow extends ApiTokenView {
  userId: string;
  username: string;
  role: SiteRole;
  /** When a directory or provider last vouched for its person; null for an account of Spindle's own. */
  vouchedAt: number | null;
  /** Hex SHA-256 of its text. */
  hash: string;
}

export interface ApiTokenReads {
  /** Null when there is none, or its person is disabled or has yet to choose a password. An expired one is there: it is for the caller to say so. */
  apiToken(tokenId: string): Promise<ApiTokenRow | null>;
  /** Newest first. */
  apiTokens(userId: string): Promise<ApiTokenView[]>;
}

export interface ApiTokenWrites {
  /** `hashOf` gets the new id, which is a part of the text. Throws NAME_TAKEN among the tokens of one person. */
  createApiToken(input: {
    userId: string;
    name: string;
    scopes: readonly TokenScope[];
    only: TokenStack | null;
    at: number;
    expiresAt: number;
    hashOf: (tokenId: string) => string;
  }): Promise<string>;
  touchApiToken(tokenId: string, address: string, at: number): Promise<void>;
  revokeApiToken(tokenId: string): Promise<void>;
  revokeApiTokens(userId: string): Promise<void>;
}

/** What an Idempotency-Key stands for: the operation that its first request began, or the request for a yes that it left. */
export interface OnceRow {
  /** Hash of the call. */
  request: string;
  operationId: string | null;
  deployRequestId: string | null;
}

export interface OnceReads {
  once(tokenId: string, key: string, at: number): Promise<OnceRow | null>;
}

export interface OnceWrites {
  /** In the transaction of what was begun. Throws KEY_REUSED when somebody was faster. */
  rememberOnce(input: OnceRow & { tokenId: string; key: string; at: number; expiresAt: number }): Promise<void>;
}
