/** Where notices may go, besides the bell. */
export interface NoticeSettings {
  smtp: SmtpSettings | null;
  /** `@lbl.gov` is everybody there, `ops@lbl.gov` one address. */
  allowedMail: string[];
  /** `https://hooks.slack.com/` and the like: what an address must begin with. */
  allowedHooks: string[];
  /** Messages to one address in an hour; what is more comes together in the next one. */
  perHour: number;
}

export const TLS_MODES = ["tls", "starttls", "none"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

export interface SmtpSettings {
  host: string;
  port: number;
  tls: TlsMode;
  /** Empty where the server asks for none. */
  user: string;
  from: string;
  /** The authority that vouches for the server, where it is not a public one. */
  ca: string | null;
}

export const NO_NOTICE_SETTINGS: NoticeSettings = { smtp: null, allowedMail: [], allowedHooks: [], perHour: 12 };

/** Where the password of the mail server is sealed for. */
export const SMTP_PASSWORD_PLACE = "notice-settings/smtp-password";
/** Where a webhook's address and secret are. */
export const hookPlace = (addressId: string): string => `notice-address/${addressId}/hook`;

/** What the link of a mail that ends mails is sealed for: the id of the address it went to. */
export const UNSUBSCRIBE_PLACE = "notice-address/unsubscribe";

export interface Hook {
  url: string;
  /** Signs what is sent. */
  secret: string;
}

export const MOST_ADDRESSES = 10;
/** After so many failures in a row an address is switched off. */
export const MOST_FAILURES = 6;

const MAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
export const isMailAddress = (text: string): boolean => text.length <= 254 && MAIL.test(text);

/** Only whole domains: `@lbl.gov` is not `@evil-lbl.gov` and not `@x.lbl.gov`. */
export function allowsMail(address: string, allowed: readonly string[]): boolean {
  if (!isMailAddress(address)) return false;
  const lower = address.toLowerCase();
  const domain = lower.slice(lower.lastIndexOf("@"));
  return allowed.some((one) => one.toLowerCase() === (one.startsWith("@") ? domain : lower));
}

/** A webhook's address as it is called; null where it is none: other schemes, names and passwords in it, fragments. */
export function hookUrl(text: string): URL | null {
  if (text.length > 1000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.username === "" && url.password === "" && url.hash === "";
  return isPlain && (url.protocol === "https:" || url.protocol === "http:") ? url : null;
}

/** As the address is understood, not as it is written: the same scheme, host and port, and a path below the allowed one. */
export function allowsHook(text: string, allowed: readonly string[]): boolean {
  const url = hookUrl(text);
  if (!url) return false;
  return allowed.some((prefix) => {
    const base = hookUrl(prefix);
    if (base?.search !== "" || base.origin !== url.origin) return false;
    // A server may take an encoded slash or dots for what they stand for.
    if (/%2f|%5c|%2e/i.test(url.pathname)) return false;
    return url.pathname === base.pathname || url.pathname.startsWith(base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`);
  });
}

/** A webhook's address is half a secret: who has it can write there. */
export function shownHook(url: URL): string {
  const tail = `${url.pathname}${url.search}`;
  return `${url.origin}/${tail.length > 8 ? `…${tail.slice(-4)}` : tail.replace(/^\//, "")}`;
}

/** How a delivery ended. */
export type SendProblem =
  | { kind: "refused"; said: string }
  | { kind: "unreachable"; said: string }
  | { kind: "redirect"; status: number }
  | { kind: "status"; status: number }
  | { kind: "not-allowed" }
  | { kind: "no-mail-server" }
  /** The key that it was sealed with is gone. */
  | { kind: "sealed" }
  | { kind: "private-address"; host: string }
  | { kind: "unknown-host"; host: string };

export interface NoticeAddressView {
  id: string;
  kind: "mail" | "webhook";
  shown: string;
  /** A mail address waits for the code that was sent to it. */
  confirmed: boolean;
  off: boolean;
  /** The administrator's list has it no more. */
  allowed: boolean;
  last: { at: number; problem: SendProblem | null } | null;
}

/** What is sent: the same for every way out. */
export interface Letter {
  /** The same again is the same message. */
  id: string;
  subject: string;
  entries: LetterEntry[];
  /** Why somebody gets it; null where the entries say so. */
  why: string | null;
  /** Where one changes what one is told; null where Spindle does not know its own address. */
  choices: string | null;
  /** Ends mails to the address it goes to, by a POST that needs no session (RFC 8058); null for what is no mail, or was asked for. */
  unsubscribe: string | null;
}

export interface LetterEntry {
  title: string;
  text: string;
  url: string | null;
  at: number;
  /** For programs. */
  facts: Record<string, unknown>;
}

export type Target = { kind: "mail"; address: string } | { kind: "webhook"; hook: Hook };

/** Mail and webhooks. */
export interface Post {
  /** Null when it was taken. `over` tries settings that are not stored. */
  send(target: Target, letter: Letter, over?: { settings: NoticeSettings; smtpPassword: string | null }): Promise<SendProblem | null>;
}

/** Where there is none, as in tests. */
export const NO_POST: Post = { send: async () => ({ kind: "no-mail-server" }) };

/** What the person of an address reads in the bell once it is off. */
export const addressOff = ({ id, userId, shown }: { id: string; userId: string; shown: string }, at: number, why: { unsubscribed?: true } = {}) => ({
  ...{ userId, environmentId: null, stackId: null, key: `address ${id} ${at}`, services: [], at, bell: true },
  kind: "address-off" as const,
  phase: "note" as const,
  about: { address: shown, ...why },
});

/** Trying again cannot help. */
export const isFinal = (problem: SendProblem): boolean =>
  problem.kind === "redirect" ||
  problem.kind === "not-allowed" ||
  problem.kind === "no-mail-server" ||
  problem.kind === "sealed" ||
  problem.kind === "refused" ||
  problem.kind === "private-address" ||
  (problem.kind === "status" && problem.status >= 400 && problem.status < 500 && problem.status !== 408 && problem.status !== 429);
