import "server-only";
import { ADDRESS_HEADER } from "@/lib/auth/stamp-request";
import { unsubscribe } from "@/lib/ops/unsubscribe";
import { getRuntime } from "@/lib/runtime";

/** RFC 8058: one address for the mailbox's own button, which POSTs without a session, and for a person who opens the link. */

const HEADERS = { "cache-control": "private, no-store" };

/** A look does nothing, for scanners of mails look at every link; the page behind it asks. Its token stands after the sign #, as of an invitation. */
export const lookFirst = (token: string): Response =>
  new Response(null, { status: 303, headers: { ...HEADERS, location: `/unsubscribe#${encodeURIComponent(token)}` } });

export async function endMails(request: Request, token: string): Promise<Response> {
  if (!(await isOneClick(request))) return new Response(null, { status: 400, headers: HEADERS });
  const address = request.headers.get(ADDRESS_HEADER) ?? "unknown";
  const ended = await unsubscribe({ ctx: { ...getRuntime(), address }, input: { token } });
  return new Response(null, { status: ended ? 200 : 404, headers: HEADERS });
}

/** Either kind of form. */
async function isOneClick(request: Request): Promise<boolean> {
  const form = await request.formData().catch(() => null);
  return form?.get("List-Unsubscribe") === "One-Click";
}
