import { type NextRequest, NextResponse } from "next/server";

/** What a stranger may look at. Never the lock: every page, action and route asks for the actor itself. */
const OPEN = ["/sign-in", "/setup", "/invitation", "/unsubscribe", "/healthz", "/readyz", "/metrics"];

const PREFETCH = ["next-router-prefetch", "purpose"];

/** Headers that carry a nonce, and a short way to the sign-in page. */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (!pathname.startsWith("/api/") && !OPEN.includes(pathname) && !hasSessionCookie(request)) {
    const target = request.nextUrl.clone();
    target.pathname = "/sign-in";
    target.search = pathname === "/" ? "" : `?callbackUrl=${encodeURIComponent(pathname + search)}`;
    return NextResponse.redirect(target);
  }
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = contentPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (!PREFETCH.some((name) => request.headers.has(name))) response.headers.set("cache-control", "private, no-store");
  return response;
}

const hasSessionCookie = (request: NextRequest): boolean =>
  request.cookies.getAll().some(({ name, value }) => /(?:^|-)spindle\.session$/.test(name) && value !== "");

function contentPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === "development";
  const evaluate = development ? " 'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    // The overlay of development knows no nonce.
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // Attributes only, on elements that are there already: widths of a table, and the colours that the terminal writes for each cell.
    "style-src-attr 'unsafe-inline'",
    // `data:` for the marks in the editor's margin.
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = {
  // Files that are the same for everybody need neither a nonce nor a session. For a body on its way into a container Next would keep a copy of its own.
  matcher: [
    "/((?!_next/static/|api/environments/[^/]+/stacks/[^/]+/containers/[^/]+/files/content$|_next/image|(?:favicon\\.ico|icon\\.svg|apple-icon\\.png|robots\\.txt)$).*)",
  ],
};
