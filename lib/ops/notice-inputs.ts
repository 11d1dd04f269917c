import * as z from "zod";
import { hookUrl, isMailAddress, TLS_MODES } from "@/lib/core/notice-addresses";
import { NOTICE_KINDS } from "@/lib/core/notice-choices";

const id = z.string().min(1).max(64);
const kinds = z.array(z.enum(NOTICE_KINDS)).max(NOTICE_KINDS.length);
const choice = z.strictObject({ muted: z.boolean(), bell: kinds, mail: kinds, webhook: kinds });

/** Null is all of them. */
export const markNoticesInput = z.strictObject({ ids: z.array(id).max(200).nullable() });
export type MarkNoticesInput = z.infer<typeof markNoticesInput>;

/** Null takes it back: then the choice for all stacks holds. */
export const watchInput = z.strictObject({ environment: z.string().min(1).max(40), stack: z.string().min(1).max(64), choice: choice.nullable() });
export type WatchInput = z.infer<typeof watchInput>;

export const usualNoticesInput = z.strictObject({ choice });
export type UsualNoticesInput = z.infer<typeof usualNoticesInput>;

export const addAddressInput = z.strictObject({ kind: z.enum(["mail", "webhook"]), address: z.string().trim().min(1).max(1000) });
export type AddAddressInput = z.infer<typeof addAddressInput>;

export const addressInput = z.strictObject({ addressId: id });
export type AddressInput = z.infer<typeof addressInput>;

export const confirmAddressInput = z.strictObject({ addressId: id, code: z.string().trim().min(1).max(20) });
export type ConfirmAddressInput = z.infer<typeof confirmAddressInput>;

const FROM = /^(?:[^<>"\r\n]{1,100} )?<?([^<>\s]+)>?$/;
const host = z
  .string()
  .trim()
  .min(1, "such as smtp.lbl.gov")
  .max(253)
  .regex(/^[A-Za-z0-9.:[\]-]+$/, "a host name alone, such as smtp.lbl.gov");

const smtp = z
  .strictObject({
    host,
    port: z.int().min(1).max(65535),
    tls: z.enum(TLS_MODES),
    user: z.string().trim().max(200),
    from: z
      .string()
      .trim()
      .max(300)
      .refine((text) => isMailAddress(FROM.exec(text)?.[1] ?? ""), "such as spindle@lbl.gov"),
    ca: z.string().trim().max(64_000).nullable(),
  })
  .refine(({ tls, user }) => tls !== "none" || user === "", {
    path: ["user"],
    message: "without TLS a password would travel in the clear; choose TLS or leave the user empty",
  });

const allowedMail = z
  .array(
    z
      .string()
      .trim()
      .toLowerCase()
      .refine((text) => isMailAddress(text.startsWith("@") ? `x${text}` : text), "a domain such as @lbl.gov, or one whole address"),
  )
  .max(200);

const allowedHooks = z
  .array(
    z
      .string()
      .trim()
      .max(500)
      .refine((text) => {
        const url = hookUrl(text);
        return url !== null && url.search === "";
      }, "the beginning of an address, such as https://hooks.slack.com/services/"),
  )
  .max(200);

const settings = z.strictObject({ smtp: smtp.nullable(), allowedMail, allowedHooks, perHour: z.int().min(1).max(100) });
/** `password`: null keeps the stored one, empty is none. */
export const noticeSettingsInput = z.strictObject({ settings, password: z.string().max(1000).nullable() });
export type NoticeSettingsInput = z.infer<typeof noticeSettingsInput>;

export const testMailInput = noticeSettingsInput.extend({ to: z.string().trim().refine(isMailAddress, "a mail address, such as you@lbl.gov") });
export type TestMailInput = z.infer<typeof testMailInput>;
