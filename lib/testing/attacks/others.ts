// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { image, service, top } from "./texts";

/** Ways to what is other people's. */
export const OTHERS: Record<string, string[]> = {
  "A11 networks": [
    ...[
      "{ driver: macvlan }",
      "{ driver: host }",
      "{ driver_opts: { com.docker.network.bridge.name: docker0 } }",
      "{ external: true }",
      "{ name: bobs-net }",
    ].map((net) => top(`networks:\n  net: ${net}`)),
    ...["8.8.8.0/24", "169.254.169.0/24", "10.0.0.0/8"].map((subnet) => top(`networks:\n  net: { ipam: { config: [{ subnet: ${subnet} }] } }`)),
    ...[
      "networks: { default: { ipv4_address: 169.254.169.254 } }",
      "networks: { default: { mac_address: '02:42:ac:11:00:02' } }",
      "networks: [bobs]",
      "extra_hosts: ['h:host-gateway']",
    ].map(service),
    ...["external_links: [bobs-db]", "net: host", "networks: { default: { driver_opts: { x: y } } }"].map(service),
  ],
  "A12 names of others": [
    service("container_name: bobs-web-1"),
    service("container_name: ../x"),
    `${image("nginx:1.27")}    volumes: ['vol:/x']\nvolumes:\n  vol: { name: bobs_data }\n`,
    `${image("nginx:1.27")}    volumes: ['vol:/x']\nvolumes:\n  vol: { external: true }\n`,
    `${image("nginx:1.27")}    volumes: ['vol:/x']\nvolumes:\n  vol: { external: { name: portal-archive } }\n`,
    top("networks:\n  default: { name: spindle-x-default }"),
    "name: bobs-stack\nservices:\n  web:\n    image: nginx:1.27\n",
  ],
  "A13 labels": [
    ...[
      "{ io.spindle.owner: bob }",
      "{ IO.Spindle.Stack: x }",
      "['com.docker.compose.project=bobs']",
      "{ traefik.enable: 'true' }",
      "{ caddy: bob.example.org }",
    ].map((labels) => service(`labels: ${labels}`)),
    service("labels: { com.centurylinklabs.watchtower.lifecycle.pre-check: /bin/sh }"),
    service("deploy: { labels: { io.spindle.owner: bob } }"),
    service('labels: { a: "x\\ny" }'),
    `${image("nginx:1.27")}    volumes: ['vol:/x']\nvolumes:\n  vol: { labels: { io.spindle.stack: x } }\n`,
    top("networks:\n  net: { labels: { io.spindle.stack: x } }"),
  ],
  "A14 images of others": [
    "registry.example.org:5000/theirs/app:1",
    "registry.example.org:5000/theirs/deeper/app:1",
    "bobs/app:1",
    "docker.io/bobs/app:1",
    "index.docker.io/bobs/app:1",
    "quay.io/x/y:1",
    "registry.example.org/ours/app:1",
    "localhost:5000/x:1",
    "10.0.0.1/x:1",
    "169.254.169.254/latest/meta-data:1",
    "'[::1]:5000/x:1'",
    "f".repeat(64),
    `sha256:${"f".repeat(64)}`,
    "'$(id)'",
    "--privileged",
  ].map(image),
};
