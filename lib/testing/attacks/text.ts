// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { image, service, top } from "./texts";

/** What a text can do to its reader, and to what is made of it. */
export const TEXT: Record<string, string[]> = {
  "A6 files of the server": [
    ...["env_file: /etc/shadow", "env_file: [{ path: ../.env, required: false }]", "label_file: /etc/shadow", "build: { dockerfile_inline: FROM scratch }"].map(
      service,
    ),
    ...["extends: { file: /etc/x.yml, service: web }", "extends: { file: ./x.yml, service: web }", "security_opt: ['seccomp:/etc/shadow']", "models: [m]"].map(
      service,
    ),
    ...["include: [/etc/x.yml]", "include: [{ path: ../x.yml, env_file: /etc/shadow }]", "models: { m: { model: ai/x } }"].map(top),
    ...["configs: { c: { file: /etc/shadow } }", "configs: { c: { environment: HOME } }", "configs: { c: { external: true } }"].map(top),
    ...[
      "secrets: { db-password: { file: /etc/shadow } }",
      "secrets: { db-password: { environment: HOME } }",
      "secrets: { theirs: { external: true } }",
      "secrets: { db-password: {} }",
    ].map((lines) => service(`secrets: [${/\{ ([\w-]+)/.exec(lines)?.[1]}]`) + lines),
  ],
  "A7 the server's environment": [
    ...["environment: [HOME]", "environment: [PATH, NODE_ENV]", "environment: { X: '${HOME}' }", "environment: { X: '${NOPE:-${PATH}}' }"].map(service),
    ...["command: ['${SPINDLE_SECRET}']", "labels: { x: '$HOME' }", "environment: { X: '${__proto__}' }", "environment: [constructor]"].map(service),
    image("nginx:${HOME}"),
    image("nginx:${NOPE:?}"),
  ],
  "A8 words for a shell": [
    ...["'nginx:1.27;id'", "'nginx:1.27 && id'", "'nginx:`id`'", "'nginx:1.27|id'", "'../nginx:1.27'", "'nginx:1.27\n'"].map(image),
    ...["hostname: 'a;reboot'", "hostname: 'a b'", "domainname: 'x;id'", "container_name: 'portal-a;id'", "user: '1000;id'", "stop_signal: 'TERM;id'"].map(
      service,
    ),
    ...["platform: 'linux;id'", "group_add: ['0;id']", "dns: ['8.8.8.8;id']", "dns_search: ['a b']", "extra_hosts: ['h:1.2.3.4;id']", "expose: ['80;id']"].map(
      service,
    ),
    ...["ports: ['80;id']", "networks: ['x;id']", "volumes: ['d;id:/x']", "labels: { 'a b': x }", "environment: { 'A;id': x }", "profiles: ['x;id']"].map(
      service,
    ),
    "services:\n  'web;id':\n    image: nginx:1.27\n",
    "services:\n  $NAME:\n    image: nginx:1.27\n",
    top("volumes: { 'x;id': }"),
    top("networks: { '$(id)': }"),
  ],
  "A9 texts that swell": [
    `a: &a [x, x, x, x, x, x, x, x, x, x]\n${[..."bcdefghi"].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[at]}`).join(", ")}]\n`).join("")}${image("nginx:1.27")}`,
    `x-a: &a { k1: 1, k2: 2 }\n${[..."bcdefgh"].map((name, at) => `x-${name}: &${name} { k: { <<: [${Array(40).fill(`*${"abcdefg"[at]}`).join(", ")}] } }\n`).join("")}${image("nginx:1.27")}`,
    `x-deep: ${"[".repeat(2000)}${"]".repeat(2000)}\n${image("nginx:1.27")}`,
    `x-self: &self [*self]\n${image("nginx:1.27")}`,
    `x-many:\n${"  - x\n".repeat(10_500)}${image("nginx:1.27")}`,
    "%YAML 1.1\n---\nservices:\n  web:\n    image: nginx:1.27\n    privileged: yes\n",
    `__proto__: { privileged: true }\n${image("nginx:1.27")}`,
    service("constructor: { prototype: { privileged: true } }"),
    `x-code: !!js/function 'function () {}'\n${image("nginx:1.27")}`,
    `x-tag: !!python/object/apply:os.system [id]\n${image("nginx:1.27")}`,
    `${image("nginx:1.27")}? [a, b]\n: c\n`,
  ],
  "A10 another text than was checked": [
    ...[
      "# note\r    privileged: true",
      "# note\u0085    privileged: true",
      "# note\u2028    privileged: true",
      "# \u202eeurt :degelivirp",
      "command: 'a\u001b[2J'",
    ].map(service),
    service("privileged: !override true"),
    service("security_opt: !reset null"),
    `${image("nginx:1.27")}    privileged: true\n    privileged: false\n`,
    "services:\n  base:\n    image: nginx:1.27\n    privileged: true\n  web:\n    extends: base\n    privileged: false\n",
    "services:\n  web:\n    image: nginx:1.27\n    extends: { service: web }\n",
    `${image("nginx:1.27")}...\n---\nservices: { web: { image: 'nginx:1.27', pid: host } }\n`,
  ],
};
