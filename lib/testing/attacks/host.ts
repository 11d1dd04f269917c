// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { image, mount, service, top } from "./texts";

/** In a service whose profile is off: one variable, and it runs. */
const HIDDEN = [
  ...["privileged: true", "network_mode: 'service:theirs'", "links: [theirs]", "depends_on: [theirs]", "x-spindle: { sidekick_of: theirs }"],
  ...["volumes: ['undeclared:/x']", "secrets: [theirs]", "configs: [theirs]", "networks: [theirs]", "network_mode: none\nports: ['80']"],
  ...["ports: ['60001:80']\nscale: 2", "container_name: portal-later\nscale: 2", "mem_limit: 64m\nmem_reservation: 1g"],
];

/** Ways to the host and what is on it. */
export const HOST: Record<string, string[]> = {
  "A1 owning the host": [
    ...[
      "privileged: true",
      "privileged: '${YES}'",
      "cap_add: [ALL]",
      "cap_add: [SYS_ADMIN]",
      "cap_add: ['${CAP}']",
      "cap_add: [cap_sys_ptrace, NET_RAW]",
      "cap_add: [BPF]",
    ].map(service),
    ...[
      "devices: ['/dev/sda:/dev/sda']",
      "device_cgroup_rules: ['c *:* rwm']",
      "gpus: all",
      "pid: host",
      "pid: 'container:bobs-db'",
      "ipc: host",
      "uts: host",
    ].map(service),
    ...[
      "userns_mode: host",
      "cgroup: host",
      "cgroup_parent: /system.slice",
      "security_opt: ['seccomp:unconfined']",
      "security_opt: ['apparmor=unconfined']",
    ].map(service),
    ...[
      "sysctls: { kernel.core_pattern: '|/x' }",
      "oom_kill_disable: true",
      "oom_score_adj: -1000",
      "runtime: other",
      "isolation: hyperv",
      "use_api_socket: true",
    ].map(service),
    ...["annotations: { run.oci.keep_original_groups: '1' }", "credential_spec: { file: x }", "network_mode: host", "network_mode: 'container:bobs-db'"].map(
      service,
    ),
    service("deploy: { resources: { reservations: { devices: [{ capabilities: [gpu] }] } } }"),
    ...[
      "cpu_rt_period: 1000",
      "cpu_rt_runtime: 950000",
      "cpu_count: 64",
      "cpu_percent: 100",
      "cpuset: 0-63",
      "blkio_config: { weight: 1000 }",
      "storage_opt: { size: 900G }",
      "mac_address: '02:42:ac:11:00:02'",
    ].map(service),
  ],
  "A2 the same, another way in": [
    ...HIDDEN.map(
      (lines) => `services:\n  web:\n    image: nginx:1.27\n  later:\n    image: nginx:1.27\n    profiles: [later]\n    ${lines.replaceAll("\n", "\n    ")}\n`,
    ),
    "services:\n  web:\n    image: nginx:1.27\n    extends: base\n  base:\n    image: nginx:1.27\n    profiles: [later]\n    cap_add: [ALL]\n",
    "x-list: &list ['/:/x']\nservices:\n  web:\n    image: nginx:1.27\n    volumes: *list\n",
    "x-all: &all\n  image: nginx:1.27\n  pid: host\nservices:\n  web: *all\n",
    "services:\n  web:\n    image: nginx:1.27\n    cap_add:\n      - |-\n        SYS_ADMIN\n",
    "x-evil: &evil\n  privileged: true\nservices:\n  web:\n    <<: *evil\n    image: nginx:1.27\n",
    "x-caps: &caps [SYS_ADMIN]\nservices:\n  web:\n    image: nginx:1.27\n    cap_add: *caps\n",
    "services: { web: { image: 'nginx:1.27', 'privileged': true } }\n",
    'services:\n  web:\n    image: nginx:1.27\n    "pri\\u0076ileged": true\n',
    "services:\n  web:\n    image: nginx:1.27\n    privileged: !!bool 'true'\n",
    "services:\n  web:\n    image: nginx:1.27\n  web:\n    image: nginx:1.27\n    privileged: true\n",
    "services:\n  web:\n    image: nginx:1.27\n---\nservices:\n  web:\n    image: nginx:1.27\n    privileged: true\n",
  ],
  "A3 programs of the server": [
    service("post_start: [{ command: id, privileged: true }]"),
    service("provider: { type: /bin/sh }"),
    service("build: https://example.invalid/x.git"),
    service("develop: { watch: [{ path: /, action: sync }] }"),
    service("pull_policy: build"),
    top("include: ['oci://example.invalid/x']"),
  ],
  "A4 mounts in disguise": [
    ...[
      "{ type: none, o: bind, device: / }",
      "{ type: overlay, o: 'lowerdir=/etc:/root' }",
      "{ type: proc, device: proc }",
      "{ type: nfs, o: 'addr=10.0.0.1', device: ':/x' }",
    ].map((options) => `${image("nginx:1.27")}    volumes: ['vol:/x']\nvolumes:\n  vol:\n    driver_opts: ${options}\n`),
    ...[
      "{ type: npipe, source: x, target: /x }",
      "{ type: image, source: bobs/app, target: /x }",
      "{ type: volume, source: data, target: /x, volume: { subpath: ../../x } }",
    ].map(mount),
    ...["{ type: '${TYPE}', source: '${ROOT}', target: /x }", "{ type: volume, source: /etc, target: /x }", "{ type: volume, source: ../x, target: /x }"].map(
      mount,
    ),
    `${image("nginx:1.27")}    volumes: ['vol:/x']\nvolumes:\n  vol:\n    driver: sshfs\n`,
    ...["rancher-nfs", "convoy"].map(
      (driver) =>
        `${image("nginx:1.27")}    volumes: ['vol:/x']\nvolumes:\n  vol:\n    driver: ${driver}\n    driver_opts: { type: none, o: bind, device: / }\n`,
    ),
    service("volume_driver: sshfs"),
    service("volumes_from: ['container:bobs-db']"),
    service("volumes_from: [web]"),
  ],
  "A5 around an allowed root": [
    ...["'/:/x:ro'", "'${ROOT}:/x:ro'", "'/etc:/x:ro'", "'/global:/x:ro'", "'/global/bob:/x:ro'", "'/global/team-two:/x:ro'", "'/global/teams/x:/x:ro'"].map(
      mount,
    ),
    ...[
      "'/global/team/../bob:/x:ro'",
      "'/global/team/${UP}:/x:ro'",
      "'/global/team/..:/x:ro'",
      "'/global/team/a/../../bob:/x:ro'",
      "'~/x:/x:ro'",
      "'./x:/x:ro'",
      "'../x:/x:ro'",
    ].map(mount),
    ...[
      "'/global/team:/x'",
      "'/global/team:/x:rw'",
      "'/global/team:/x:z'",
      "'/global/team:/x:ro,rshared'",
      "'/global/team:/proc:ro'",
      "'/global/team:/:ro'",
    ].map(mount),
    ...[
      "{ type: bind, source: /global/team, target: /x }",
      "{ type: bind, source: /global/bob, target: /x, read_only: true }",
      "'/var/run/docker.sock:/s:ro'",
    ].map(mount),
    mount("{ type: bind, source: /global/team, target: /x, read_only: true, bind: { propagation: rshared } }"),
    mount("{ type: bind, source: /global/team/new, target: /x, read_only: true, bind: { create_host_path: true } }"),
    ...["user: root", "user: '0:0'", "user: '80115'", "user: '80115:0'", "user: '80116:80115'", "user: '+80115:80115'", "tty: true"].map((line) =>
      service(`${line}\nvolumes: ['/global/team:/x:ro']`),
    ),
    ...["cap_add: [SETUID]", "cap_add: [DAC_OVERRIDE]", "group_add: [0]", "group_add: ['12345']", "group_add: [docker]"].map((line) =>
      service(`user: "80115:80115"\n${line}\nvolumes: ['/global/team:/x:ro']`),
    ),
  ],
};
