/** The path (with query and fragment) of `url` when it stays on `origin`, else "/". For addresses that came from outside, such as where to go after signing in. */
export function localPath(url: string, origin: string): string {
  const target = URL.canParse(url, origin) ? new URL(url, origin) : null;
  if (!target || target.origin !== new URL(origin).origin) return "/";
  const path = `${target.pathname}${target.search}${target.hash}`;
  // Two slashes at the start of a bare path would name another host.
  return path.startsWith("//") ? "/" : path;
}
