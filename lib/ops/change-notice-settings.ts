import { fail } from "@/lib/core/errors";
import { type SendProblem, SMTP_PASSWORD_PLACE } from "@/lib/core/notice-addresses";
import type { NoticeSettingsView } from "@/lib/core/notice-views";
import { canonicalText } from "@/lib/core/spec";
import type { OpArgs, OpContext } from "./context";
import type { NoticeSettingsInput, TestMailInput } from "./notice-inputs";
import { testLetter } from "./own-addresses";
import { requireFresh } from "./require-fresh";
import { requirePolicyAdministration } from "./require-permission";

/** The password of the mail server is never read back. */
export async function getNoticeSettings({ ctx }: { ctx: OpContext }): Promise<NoticeSettingsView> {
  requirePolicyAdministration(ctx.actor);
  const { settings, smtpPassword } = await ctx.registry.noticeSettings();
  return { settings, hasPassword: smtpPassword !== null };
}

/** Which mail server sends, and where notices may go. What is not allowed any more is not sent to from now on. */
export async function changeNoticeSettings({ ctx, input }: OpArgs<NoticeSettingsInput>): Promise<null> {
  requirePolicyAdministration(ctx.actor);
  await requireFresh(ctx);
  const { settings } = input;
  const password = await passwordFor(ctx, input);
  await ctx.registry.transaction(async (tx) => {
    const before = await tx.noticeSettings();
    const isSame = canonicalText(before.settings) === canonicalText(settings) && input.password === null;
    if (isSame) return;
    await tx.setNoticeSettings(settings, password && ctx.sealing.seal(password, SMTP_PASSWORD_PLACE));
    const entry = { actor: ctx.actor, address: ctx.address, action: "notice.settings", stackId: null, subject: "notifications" };
    await tx.audit({ ...entry, before: before.settings, after: { ...settings, newPassword: input.password !== null } }, ctx.now());
  });
  return null;
}

/** Sends one mail with what stands in the form, saved or not, and says what the server said. */
export async function testMail({ ctx, input }: OpArgs<TestMailInput>): Promise<{ problem: SendProblem | null }> {
  requirePolicyAdministration(ctx.actor);
  await requireFresh(ctx);
  const smtpPassword = await passwordFor(ctx, input);
  const settings = { ...input.settings, allowedMail: [input.to] };
  return { problem: await ctx.post.send({ kind: "mail", address: input.to }, testLetter(ctx), { settings, smtpPassword }) };
}

/** The stored one goes to the server and user that it was entered for, and nowhere else. */
async function passwordFor(ctx: OpContext, { settings, password }: NoticeSettingsInput): Promise<string | null> {
  if (settings.smtp === null || settings.smtp.user === "" || password === "") return null;
  if (password !== null) return password;
  const stored = await ctx.registry.noticeSettings();
  if (stored.smtpPassword === null) return null;
  const { smtp } = stored.settings;
  if (smtp?.host !== settings.smtp.host || smtp.port !== settings.smtp.port || smtp.user !== settings.smtp.user)
    throw fail("INVALID_INPUT", { field: "Mail password", reason: "enter it again: the stored one is for another server or user" });
  return ctx.sealing.open(stored.smtpPassword, SMTP_PASSWORD_PLACE);
}
