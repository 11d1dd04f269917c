import type { Letter, SendProblem, SmtpSettings } from "@/lib/core/notice-addresses";
import type { PinnedAddress } from "@/lib/outside/pin-address";
import { mailHtml, mailText } from "./mail-text";

const DEADLINE_MS = 15_000;

/** To a server whose address was judged: it is connected to at that address, and its certificate must be for the name. */
export async function postMail(
  smtp: SmtpSettings,
  password: string | null,
  to: string,
  letter: Letter,
  { address }: PinnedAddress,
): Promise<SendProblem | null> {
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host: address,
    port: smtp.port,
    secure: smtp.tls === "tls",
    requireTLS: smtp.tls === "starttls",
    ignoreTLS: smtp.tls === "none",
    tls: { servername: smtp.host, minVersion: "TLSv1.2", ...(smtp.ca !== null && { ca: smtp.ca }) },
    ...(smtp.user !== "" && { auth: { user: smtp.user, pass: password ?? "" } }),
    connectionTimeout: DEADLINE_MS,
    greetingTimeout: DEADLINE_MS,
    socketTimeout: DEADLINE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: smtp.from,
      to,
      subject: `[Spindle] ${letter.subject}`,
      text: mailText(letter),
      html: mailHtml(letter),
      messageId: `<${letter.id}@${/@([^@>\s]+)>?$/.exec(smtp.from)?.[1] ?? "spindle"}>`,
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", ...unsubscribeHeaders(letter) },
    });
    return null;
  } catch (error) {
    return problemIn(error);
  } finally {
    transport.close();
  }
}

/** A mailbox shows a button of its own for these. It may POST by TLS only; elsewhere the link opens a page that asks. */
function unsubscribeHeaders({ unsubscribe }: Letter): Record<string, string> {
  if (unsubscribe === null) return {};
  const isOneClick = unsubscribe.startsWith("https:");
  return { "List-Unsubscribe": `<${unsubscribe}>`, ...(isOneClick && { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }) };
}

/** What the server said, in its own words: an administrator needs them. A 5xx is for good, the rest may pass. */
function problemIn(error: unknown): SendProblem {
  const { responseCode, response, message, code } = error as { responseCode?: number; response?: string; message?: string; code?: string };
  const said = clip(response ?? message ?? String(code));
  const isRefusal = (responseCode !== undefined && responseCode >= 500) || code === "EAUTH";
  return { kind: isRefusal ? "refused" : "unreachable", said };
}

export const clip = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, 300);
