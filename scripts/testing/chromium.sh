#!/bin/sh
# Chromium in a network of its own. It drops every request that waits for a connection when an interface of its machine comes or goes
# (net::ERR_NETWORK_CHANGED), and our tests make and remove containers all the time. Everything made here ends with the browser.
# Needs root, iproute2 and util-linux; without them the browser is started as it is.
set -eu
browser=${CHROMIUM:-/usr/bin/chromium}
can() { command -v "$1" > /dev/null 2>&1; }

if [ "${1:-}" != --alone ]; then
  if [ "$(id -u)" = 0 ] && can ip && can unshare && can nsenter && unshare --net true 2> /dev/null; then
    exec unshare --net "$0" --alone "$@"
  fi
  exec "$browser" "$@"
fi
shift

# A pair of addresses for each process number, from the range that is kept for tests of networks (RFC 2544).
place=$(($$ % 32768 * 4))
prefix=198.$((18 + place / 65536)).$((place / 256 % 256))
outside=$prefix.$((place % 256 + 1))
inside=$prefix.$((place % 256 + 2))
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6 || true
ip link set lo up
ip link add eth0 type veth peer name "spindle$$" netns "$PPID"
ip address add "$inside/30" dev eth0
ip link set eth0 up
nsenter --net="/proc/$PPID/ns/net" sh -c "ip address add $outside/30 dev spindle$$ && ip link set spindle$$ up"
exec "$browser" "--host-resolver-rules=MAP localhost $outside, MAP 127.0.0.1 $outside" "$@"
