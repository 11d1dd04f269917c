import { scopeOf } from "@/lib/core/access";
import { hearsOfSite } from "@/lib/core/notice-choices";
import { type BellView, MOST_NOTICES } from "@/lib/core/notice-views";
import type { OpArgs, OpContext } from "./context";
import type { MarkNoticesInput } from "./notice-inputs";
import { requirePerson } from "./require-person";

/** The asking person's bell. What they may not see any more is not in it. */
export async function listNotices({ ctx }: { ctx: OpContext }): Promise<BellView> {
  const { actor } = ctx;
  requirePerson(actor);
  const rows = await ctx.registry.notices(scopeOf(actor), { userId: actor.userId, hearsOfSite: hearsOfSite(actor.role) }, MOST_NOTICES);
  const notices = rows.map(({ key, readAt, ...row }) => ({ ...row, read: readAt !== null }));
  return { unread: notices.filter(({ read }) => !read).length, notices };
}

/** One's own only: somebody else's ids mark nothing. */
export async function markNotices({ ctx, input }: OpArgs<MarkNoticesInput>): Promise<null> {
  requirePerson(ctx.actor);
  await ctx.registry.transaction((tx) => tx.markNotices(ctx.actor.userId, input.ids, ctx.now()));
  return null;
}
