import { actorInAudit } from "@/lib/core/api-tokens";
import { toNullableText } from "./column";
import type { Queryable } from "./queryable";
import type { RegistryWrites } from "./types";

export function auditWrites(db: Queryable): Pick<RegistryWrites, "audit"> {
  return {
    audit: async ({ actor, address, action, stackId, subject, before, after }, at) => {
      const who = { actorId: actor.userId, actorName: actorInAudit(actor), address };
      await db.auditEntry.create({
        data: { at: new Date(at), ...who, action, stackId, subject, before: toNullableText(before), after: toNullableText(after) },
      });
    },
  };
}
