import type { NoticeSettings, TlsMode } from "@/lib/core/notice-addresses";
import type { NoticeSettingsView } from "@/lib/core/notice-views";

/** The form as it is typed. */
export interface SettingsDraft {
  mail: boolean;
  host: string;
  port: string;
  tls: TlsMode;
  user: string;
  /** Empty keeps the stored one. */
  password: string;
  from: string;
  ca: string;
  allowedMail: string;
  allowedHooks: string;
  perHour: string;
}

export const USUAL_PORTS: Record<TlsMode, string> = { tls: "465", starttls: "587", none: "25" };

export function draftOf({ settings: { smtp, allowedMail, allowedHooks, perHour } }: NoticeSettingsView): SettingsDraft {
  return {
    mail: smtp !== null,
    host: smtp?.host ?? "",
    port: String(smtp?.port ?? USUAL_PORTS.starttls),
    tls: smtp?.tls ?? "starttls",
    user: smtp?.user ?? "",
    password: "",
    from: smtp?.from ?? "",
    ca: smtp?.ca ?? "",
    allowedMail: allowedMail.join("\n"),
    allowedHooks: allowedHooks.join("\n"),
    perHour: String(perHour),
  };
}

const linesOf = (text: string): string[] => text.split(/[\s,]+/).filter((line) => line !== "");

/** What is sent; the server looks at every field. */
export function settingsOf(draft: SettingsDraft, hasPassword: boolean): { settings: NoticeSettings; password: string | null } {
  const { mail, host, port, tls, user, password, from, ca } = draft;
  const smtp = mail ? { host: host.trim(), port: Number(port), tls, user: user.trim(), from: from.trim(), ca: ca.trim() === "" ? null : ca.trim() } : null;
  const settings = { smtp, allowedMail: linesOf(draft.allowedMail), allowedHooks: linesOf(draft.allowedHooks), perHour: Number(draft.perHour) };
  return { settings, password: password === "" && hasPassword ? null : password };
}
