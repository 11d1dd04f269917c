import { randomBytes, randomInt } from "node:crypto";
import { fail } from "@/lib/core/errors";
import {
  allowsHook,
  allowsMail,
  type Hook,
  hookPlace,
  hookUrl,
  type Letter,
  MOST_ADDRESSES,
  type NoticeAddressView,
  type NoticeSettings,
  type SendProblem,
  shownHook,
  type Target,
} from "@/lib/core/notice-addresses";
import type { NoticeAddressRow } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import type { AddAddressInput, AddressInput, ConfirmAddressInput } from "./notice-inputs";
import { requirePerson } from "./require-person";

const CODE_MS = 30 * 60_000;
const CODE_TRIES = 5;
const HOUR_MS = 3_600_000;
/** Codes and tests that one person sends in an hour: what is allowed to be reached is not to be flooded. */
const MOST_SENT = 12;

export interface AddedAddress {
  address: NoticeAddressView;
  /** Of a webhook, shown once: nobody can read it again. */
  secret: string | null;
  /** Why the code did not get out. */
  problem: SendProblem | null;
}

/** A mail address waits for the code that is sent there; a webhook gets a secret that signs. Entered again, a waiting one gets another code. */
export async function addAddress({ ctx, input }: OpArgs<AddAddressInput>): Promise<AddedAddress> {
  requirePerson(ctx.actor);
  const { settings } = await ctx.registry.noticeSettings();
  return input.kind === "mail" ? addMail(ctx, input.address, settings) : addHook(ctx, input.address, settings);
}

async function addMail(ctx: OpContext, address: string, settings: NoticeSettings): Promise<AddedAddress> {
  if (!allowsMail(address, settings.allowedMail)) throw notAllowed("Mail address", settings.allowedMail);
  await countSent(ctx);
  const own = await ctx.registry.noticeAddresses(ctx.actor.userId);
  const known = own.find((one) => one.kind === "mail" && one.shown.toLowerCase() === address.toLowerCase());
  if (known?.confirmedAt) throw fail("NAME_TAKEN", { name: address });
  const digits = String(randomInt(100_000_000)).padStart(8, "0");
  const code = { hash: ctx.hash(`${ctx.actor.userId} ${digits}`), until: ctx.now() + CODE_MS, tries: 0 };
  const id = known?.id ?? (await added(ctx, own, { kind: "mail", shown: address, confirmedAt: null, code, sealed: () => null }));
  if (known) await ctx.registry.transaction((tx) => tx.updateNoticeAddress(known.id, { code }));
  const problem = await ctx.post.send({ kind: "mail", address }, codeLetter(ctx, digits));
  return { ...(await shownOf(ctx, id, settings)), secret: null, problem };
}

async function addHook(ctx: OpContext, address: string, settings: NoticeSettings): Promise<AddedAddress> {
  const url = hookUrl(address);
  if (!url || !allowsHook(address, settings.allowedHooks)) throw notAllowed("Webhook address", settings.allowedHooks);
  const own = await ctx.registry.noticeAddresses(ctx.actor.userId);
  const secret = randomBytes(32).toString("hex");
  const sealed = (id: string) => ctx.sealing.seal(JSON.stringify({ url: url.href, secret } satisfies Hook), hookPlace(id));
  const id = await added(ctx, own, { kind: "webhook", shown: shownHook(url), confirmedAt: ctx.now(), code: null, sealed });
  return { ...(await shownOf(ctx, id, settings)), secret, problem: null };
}

type NewAddress = Pick<NoticeAddressRow, "kind" | "shown" | "confirmedAt" | "code"> & { sealed: (id: string) => string | null };

async function added(ctx: OpContext, own: NoticeAddressRow[], input: NewAddress): Promise<string> {
  if (own.length >= MOST_ADDRESSES) throw fail("INVALID_INPUT", { field: "Address", reason: `${MOST_ADDRESSES} addresses are the most; remove one first` });
  const { actor, address } = ctx;
  return ctx.registry.transaction(async (tx) => {
    const id = await tx.addNoticeAddress({ userId: actor.userId, ...input }, ctx.now());
    await tx.audit({ actor, address, action: "notice.address-add", stackId: null, subject: input.shown, before: null, after: { kind: input.kind } }, ctx.now());
    return id;
  });
}

/** The code that came by mail makes the address one's own. */
export async function confirmAddress({ ctx, input }: OpArgs<ConfirmAddressInput>): Promise<null> {
  const { code, confirmedAt, id } = await requireAddress(ctx, input);
  if (confirmedAt !== null) return null;
  const at = ctx.now();
  if (!code || code.until < at || code.tries >= CODE_TRIES)
    throw fail("INVALID_INPUT", { field: "Code", reason: "it is too old; enter the address again for another one" });
  const isRight = ctx.hash(`${ctx.actor.userId} ${input.code.replace(/\s/g, "")}`) === code.hash;
  await ctx.registry.transaction((tx) =>
    tx.updateNoticeAddress(id, isRight ? { confirmedAt: at, code: null, off: false } : { code: { ...code, tries: code.tries + 1 } }),
  );
  if (!isRight) throw fail("INVALID_INPUT", { field: "Code", reason: "it is not the one that was sent" });
  return null;
}

/** Sends something there now and says how it went; one that was switched off works again when it went well. */
export async function testAddress({ ctx, input }: OpArgs<AddressInput>): Promise<{ problem: SendProblem | null }> {
  const row = await requireAddress(ctx, input);
  if (row.confirmedAt === null) throw fail("INVALID_INPUT", { field: "Code", reason: "enter the code first that was sent there" });
  await countSent(ctx);
  const target = targetOf(ctx, row);
  const problem: SendProblem | null = target ? await ctx.post.send(target, testLetter(ctx)) : { kind: "sealed" };
  const last = { at: ctx.now(), problem };
  await ctx.registry.transaction((tx) => tx.updateNoticeAddress(row.id, { last, ...(problem === null && { failures: 0, off: false }) }));
  return { problem };
}

export async function removeAddress({ ctx, input }: OpArgs<AddressInput>): Promise<null> {
  const { id, kind, shown } = await requireAddress(ctx, input);
  const { actor, address } = ctx;
  await ctx.registry.transaction(async (tx) => {
    await tx.removeNoticeAddress(id);
    await tx.audit({ actor, address, action: "notice.address-remove", stackId: null, subject: shown, before: { kind }, after: null }, ctx.now());
  });
  return null;
}

/** Somebody else's is like none. */
async function requireAddress(ctx: OpContext, { addressId }: { addressId: string }): Promise<NoticeAddressRow> {
  requirePerson(ctx.actor);
  const row = (await ctx.registry.noticeAddresses(ctx.actor.userId)).find(({ id }) => id === addressId);
  if (!row) throw fail("NOT_FOUND", { what: "address" });
  return row;
}

async function countSent({ accounts, actor, now }: OpContext): Promise<void> {
  const key = `notice-sent:${actor.userId}`;
  const sent = await accounts.failures(key);
  const isOver = sent !== null && now() - sent.lastAt > HOUR_MS;
  if (sent && !isOver && sent.count >= MOST_SENT) throw fail("TOO_MANY_ATTEMPTS", { retryAfterSeconds: Math.ceil((sent.lastAt + HOUR_MS - now()) / 1000) });
  if (isOver) await accounts.clearFailures(key);
  await accounts.recordFailure(key, now());
}

function targetOf({ sealing }: OpContext, { id, kind, shown, sealed }: NoticeAddressRow): Target | null {
  if (kind === "mail") return { kind, address: shown };
  const hook = hookOf(sealing, id, sealed);
  return hook && { kind, hook };
}

async function shownOf(ctx: OpContext, id: string, settings: NoticeSettings): Promise<{ address: NoticeAddressView }> {
  return { address: addressView(ctx, await requireAddress(ctx, { addressId: id }), settings) };
}

export function addressView({ sealing }: Pick<OpContext, "sealing">, row: NoticeAddressRow, settings: NoticeSettings): NoticeAddressView {
  const { id, kind, shown, sealed, confirmedAt, off, last } = row;
  const allowed = kind === "webhook" ? allowsHook(hookOf(sealing, id, sealed)?.url ?? "", settings.allowedHooks) : allowsMail(shown, settings.allowedMail);
  return { id, kind, shown, confirmed: confirmedAt !== null, off, allowed, last };
}

/** Null where the key that it was sealed with is gone: the account page shows it all the same. */
function hookOf(sealing: OpContext["sealing"], id: string, sealed: string | null): Hook | null {
  try {
    return JSON.parse(sealing.open(sealed ?? "", hookPlace(id))) as Hook;
  } catch {
    return null;
  }
}

const notAllowed = (field: string, allowed: readonly string[]) =>
  fail("INVALID_INPUT", {
    field,
    reason:
      allowed.length === 0 ? "an administrator has not allowed any yet" : `it must be one that an administrator allowed: ${allowed.slice(0, 5).join(", ")}`,
  });

const letter = (ctx: OpContext, subject: string, text: string): Letter => ({
  id: ctx.newId(),
  subject,
  entries: [{ title: subject, text, url: null, at: ctx.now(), facts: { kind: "test" } }],
  why: null,
  choices: null,
  unsubscribe: null,
});

const codeLetter = (ctx: OpContext, digits: string) =>
  letter(
    ctx,
    `${digits} is the code for your address`,
    `${ctx.actor.username} wants notices of Spindle at this address. The code is good for 30 minutes; whoever did not ask for it need do nothing.`,
  );
export const testLetter = (ctx: OpContext) => letter(ctx, "A test", `${ctx.actor.username} asked for it. Notices arrive here.`);
