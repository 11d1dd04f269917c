import type { SiteRole } from "@/lib/core/access";
import type { ApiTokenView } from "@/lib/core/api-tokens";
import { fail } from "@/lib/core/errors";
import type { ApiToken } from "@/lib/generated/sqlite/client";
import type { ApiTokenReads, ApiTokenWrites } from "./api-token-types";
import { fromText, toMs, toText } from "./column";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import { ifTaken } from "./unique";

export function apiTokenReads(db: Queryable): ApiTokenReads {
  return {
    apiToken: async (tokenId) => {
      const row = await db.apiToken.findFirst({
        // While an administrator's password stands nothing works but choosing another.
        where: { id: tokenId, user: { disabled: false, oneTimeUntil: null } },
        include: { user: { select: { username: true, role: true, lastSeenAt: true, createdAt: true, identity: { select: { userId: true } } } } },
      });
      if (!row) return null;
      const { username, role, lastSeenAt, createdAt, identity } = row.user;
      // Their sessions are short, so that being seen is being vouched for, within half a day.
      const vouchedAt = identity ? (lastSeenAt ?? createdAt).getTime() : null;
      return { ...toView(row), userId: row.userId, username, role: role as SiteRole, vouchedAt, hash: row.hash };
    },
    apiTokens: async (userId) => (await db.apiToken.findMany({ where: { userId }, orderBy: [{ createdAt: "desc" }, { id: "desc" }] })).map(toView),
  };
}

export function apiTokenWrites(db: Queryable, touched: Touched): ApiTokenWrites {
  return {
    createApiToken: async ({ userId, name, scopes, only, at, expiresAt, hashOf }) => {
      const id = newId();
      const data = {
        ...{ id, userId, name, nameKey: name.toLowerCase(), hash: hashOf(id), scopes: toText(scopes) },
        ...{ environment: only?.environment ?? null, stack: only?.stack ?? null },
        ...{ createdAt: new Date(at), expiresAt: new Date(expiresAt) },
      };
      await db.apiToken.create({ data }).catch(ifTaken(() => fail("NAME_TAKEN", { name })));
      return id;
    },
    touchApiToken: async (tokenId, address, at) => {
      await db.apiToken.updateMany({ where: { id: tokenId }, data: { lastUsedAt: new Date(at), lastUsedAddress: address } });
    },
    revokeApiToken: async (tokenId) => {
      const token = await db.apiToken.findUnique({ where: { id: tokenId }, select: { userId: true } });
      if (!token) return;
      await db.apiToken.delete({ where: { id: tokenId } });
      // What it holds open is looked at again, like a socket whose session ended.
      touched.sessions(token.userId);
    },
    revokeApiTokens: async (userId) => {
      await db.apiToken.deleteMany({ where: { userId } });
      touched.sessions(userId);
    },
  };
}

function toView({ id, name, scopes, environment, stack, createdAt, expiresAt, lastUsedAt, lastUsedAddress }: ApiToken): ApiTokenView {
  return {
    id,
    name,
    scopes: fromText(scopes),
    only: environment !== null && stack !== null ? { environment, stack } : null,
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt.getTime(),
    lastUsedAt: toMs(lastUsedAt),
    lastUsedAddress,
  };
}
