import { scopeOf } from "@/lib/core/access";
import { choiceFor, hearsOfSite, USUAL_CHOICE } from "@/lib/core/notice-choices";
import type { NoticeChoicesView, WatchView } from "@/lib/core/notice-views";
import type { OpArgs, OpContext } from "./context";
import type { UsualNoticesInput, WatchInput } from "./notice-inputs";
import { addressView } from "./own-addresses";
import { requirePerson } from "./require-person";
import { requireStack } from "./require-stack";

/** What the asking person hears of one stack. */
export async function getWatch({ ctx, input }: OpArgs<{ environment: string; stack: string }>): Promise<WatchView> {
  const { stack } = await requireStack(ctx, input, "stack.see");
  const { userId } = ctx.actor;
  const [own, usual, addresses] = await Promise.all([
    ctx.registry.noticeChoice(userId, stack.id),
    ctx.registry.noticeChoice(userId, null),
    ctx.registry.noticeAddresses(userId),
  ]);
  const ways = (["mail", "webhook"] as const).filter((kind) => addresses.some((one) => one.kind === kind && one.confirmedAt !== null && !one.off));
  return { own, usual: choiceFor({ member: stack.member, usual, own: null }), ways };
}

/** Whoever may see a stack may choose what they hear of it. */
export async function watchStack({ ctx, input }: OpArgs<WatchInput>): Promise<null> {
  requirePerson(ctx.actor);
  const { stack } = await requireStack(ctx, input, "stack.see");
  await ctx.registry.transaction((tx) => tx.setNoticeChoice(ctx.actor.userId, stack.id, input.choice));
  return null;
}

/** For all stacks of one's own that nothing else was chosen for. */
export async function setUsualNotices({ ctx, input }: OpArgs<UsualNoticesInput>): Promise<null> {
  requirePerson(ctx.actor);
  await ctx.registry.transaction((tx) => tx.setNoticeChoice(ctx.actor.userId, null, input.choice));
  return null;
}

/** Everything the asking person chose, and where they can be reached. */
export async function getNoticeChoices({ ctx }: { ctx: OpContext }): Promise<NoticeChoicesView> {
  const { actor, registry } = ctx;
  requirePerson(actor);
  const [usual, stacks, addresses, { settings }] = await Promise.all([
    registry.noticeChoice(actor.userId, null),
    registry.noticeChoices(scopeOf(actor), actor.userId),
    registry.noticeAddresses(actor.userId),
    registry.noticeSettings(),
  ]);
  return {
    usual: usual ?? USUAL_CHOICE,
    site: hearsOfSite(actor.role),
    stacks,
    addresses: addresses.map((one) => addressView(ctx, one, settings)),
    allowedMail: settings.allowedMail,
    allowedHooks: settings.allowedHooks,
    canMail: settings.smtp !== null,
  };
}
