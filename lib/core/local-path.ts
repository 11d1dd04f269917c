/** The path (with query and fragment) of `url` when it stays on `origin`, else "/". For addresses that came from outside, such as where to go after signing in. */
export function localPath(url: string, origin: string): string {
  const target = URL.canParse(url, origin) ? new URL(url, origin) : null;
  const here = new URL(origin);
  // A blob: address has the origin of the page that made it.
  if (target?.origin !== here.origin || target.protocol !== here.protocol) return "/";
  const path = `${target.pathname}${target.search}${target.hash}`;
  // Two slashes at the start of a bare path would name another host.
  return path.startsWith("//") ? "/" : path;
}
