import { addressOff, UNSUBSCRIBE_PLACE } from "@/lib/core/notice-addresses";
import type { OpsDeps } from "./context";

/** There is no actor: who has the link of a mail stands for the mailbox that it went to. */
export interface UnsubscribeContext extends Pick<OpsDeps, "registry" | "sealing" | "now"> {
  address: string;
}

/**
 * Switches off the address that a mail went to, and does nothing else: the link is sealed for this alone and holds nothing but the address's id. Its
 * person is told in the bell and can switch it on again. False for what is no such link; an address that is gone gets no mails either.
 */
export async function unsubscribe({ ctx, input }: { ctx: UnsubscribeContext; input: { token: string } }): Promise<boolean> {
  const addressId = addressIn(ctx, input.token);
  if (addressId === null) return false;
  const at = ctx.now();
  await ctx.registry.transaction(async (tx) => {
    const row = await tx.noticeAddress(addressId);
    if (!row || row.off) return;
    await tx.updateNoticeAddress(row.id, { off: true });
    await tx.addNotices([addressOff(row, at, { unsubscribed: true })]);
    const actor = { userId: row.userId, username: row.username };
    const entry = { actor, address: ctx.address, action: "notice.unsubscribe", stackId: null, subject: row.shown };
    await tx.audit({ ...entry, before: { off: false }, after: { off: true, by: "the link of a mail" } }, at);
  });
  return true;
}

function addressIn({ sealing }: UnsubscribeContext, token: string): string | null {
  try {
    return sealing.open(token, UNSUBSCRIBE_PLACE);
  } catch {
    return null;
  }
}
