/**
 * Tests that run in whatever image there is, as long as it has /bin/sh. Everything else is tried in turn, for many images have neither curl nor wget.
 */

/** The kernel's own list of sockets: state 0A is LISTEN, and it says so without connecting to the program. */
export function isListening(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return `for f in /proc/net/tcp /proc/net/tcp6; do [ -r $f ] && while read -r n l r s x; do case "$l $s" in *":${hex} 0A") exit 0;; esac; done <$f; done; exit 1`;
}

/** Good when the answer is 2xx or 3xx, as for Rancher. `path` has no quote in it. */
export function askHttp(port: number, path: string): string {
  const url = `http://127.0.0.1:${port}${path}`;
  const bash = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf "GET ${path.replaceAll("%", "%%")} HTTP/1.0\\r\\n\\r\\n" >&3 && read -r v c t <&3 && [ "$c" -ge 200 ] && [ "$c" -lt 400 ]`;
  return [
    `if command -v curl >/dev/null; then curl -fsS -o /dev/null '${url}'`,
    `elif command -v bash >/dev/null; then bash -c '${bash}'`,
    `elif command -v wget >/dev/null; then wget -q -O /dev/null '${url}'`,
    `else ${isListening(port)}`,
    "fi",
  ].join("; ");
}
