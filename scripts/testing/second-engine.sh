#!/bin/sh
# A Docker engine beside the machine's own: with a network of its own (two in one take each other's bridge away), its own name (/etc/docker), and all
# that it keeps below one folder. It listens at <folder>/docker.sock and, with TLS, at port 2376 of the address it prints. Ends with its caller's signal.
# Needs root, iproute2, util-linux and dockerd. Usage: second-engine.sh <folder with ca.pem, cert.pem and key.pem>
set -eu
if [ "${1:-}" != --alone ]; then
  exec unshare --net --mount "$0" --alone "$@"
fi
folder=$2

# A pair of addresses for each process number, from the range that is kept for tests of networks (RFC 2544); the upper half is the browsers'.
place=$((($$ % 16384 + 16384) * 4))
prefix=198.$((18 + place / 65536)).$((place / 256 % 256))
# Started again, it is where it was.
[ -s "$folder/address" ] || echo "$prefix.$((place % 256 + 2))" > "$folder/address"
inside=$(cat "$folder/address")
outside=${inside%.*}.$((${inside##*.} - 1))
ip link set lo up
ip link add eth0 type veth peer name "engine$$" netns "$PPID"
ip address add "$inside/30" dev eth0
ip link set eth0 up
nsenter --net="/proc/$PPID/ns/net" sh -c "ip address add $outside/30 dev engine$$ && ip link set engine$$ up"
mkdir -p /etc/docker
mount -t tmpfs tmpfs /etc/docker
exec setpriv --pdeathsig TERM dockerd --data-root "$folder/data" --exec-root "$folder/run" --pidfile "$folder/pid" --host "unix://$folder/docker.sock" \
  --host "tcp://$inside:2376" --tlsverify --tlscacert "$folder/ca.pem" --tlscert "$folder/cert.pem" --tlskey "$folder/key.pem"
