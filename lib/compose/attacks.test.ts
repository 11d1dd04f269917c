// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { parseCompose, parseComposeFiles } from "./parse-compose";

/** Ways from a compose file to the host, to other people's containers, or to exhaustion. Each is the whole of a service beside its image. */
const IN_SERVICE: Record<string, string[]> = {
  "owning the host by privilege": [
    "privileged: true",
    "privileged: True",
    "privileged: 'true'",
    "privileged: ${YES}",
    "privileged: 1",
    "privileged: [true]",
    "cap_add: [ALL]",
    "cap_add: [all]",
    "cap_add: [CAP_SYS_ADMIN]",
    "cap_add: [sys_ptrace]",
    "cap_add: [SYS_MODULE]",
    "cap_add: [' NET_ADMIN ']",
    "cap_add: [NET_RAW]",
    "cap_add: ['$CAP']",
    "cap_add: SYS_ADMIN",
    "security_opt: ['seccomp=unconfined']",
    "security_opt: ['apparmor:unconfined']",
    "security_opt: ['label=disable']",
    "security_opt: ['systempaths=unconfined']",
    "security_opt: ['seccomp:/etc/shadow']",
    "security_opt: ['no-new-privileges:false']",
    "devices: ['/dev/mem:/dev/mem']",
    "device_cgroup_rules: ['b *:* rwm']",
    "gpus: all",
    "deploy: {resources: {reservations: {devices: [{driver: nvidia, capabilities: [gpu]}]}}}",
    "runtime: runc-unsafe",
    "use_api_socket: true",
    "credential_spec: {file: /etc/shadow}",
    "annotations: {io.kubernetes.cri-o.userns-mode: host}",
  ],
  "sharing what is the host's or another's": [
    "pid: host",
    "pid: 'container:victim'",
    "pid: 'service:db'",
    "ipc: host",
    "ipc: shareable",
    "uts: host",
    "userns_mode: host",
    "cgroup: host",
    "cgroup_parent: /system.slice",
    "network_mode: host",
    "network_mode: bridge",
    "network_mode: 'container:victim'",
    "network_mode: 'service:victim'",
    "network_mode: default",
    "network_mode: victim_default",
    "network_mode: 'service:web'",
    "network_mode: '${MODE}'",
    "links: [victim]",
    "links: ['db:web']",
    "volumes_from: ['container:victim']",
    "external_links: [victim]",
    "networks: [victims]",
    "networks: {default: {ipv4_address: 169.254.169.254}}",
    "networks: {default: {driver_opts: {com.docker.network.endpoint.sysctls: x}}}",
    "networks: {default: {mac_address: '02:42:ac:11:00:02'}}",
    "extra_hosts: ['host.docker.internal:host-gateway']",
    "extra_hosts: {host: host-gateway}",
    "extra_hosts: ['x=HOST-GATEWAY']",
    "extra_hosts: ['x:${GATEWAY}']",
    "extra_hosts: ['x:1.2.3.4\\n5.6.7.8 y']",
    "extra_hosts: ['x:[::1%eth0]']",
    "container_name: victim-web-1",
    "container_name: ../x",
    "hostname: 'a;reboot'",
    "sysctls: [kernel.core_pattern=|/x]",
    "sysctls: {net.ipv4.ip_forward: 1}",
    "sysctls: {kernel.shm_rmid_forced: '1;2'}",
    "sysctls: {net/ipv4/tcp_syncookies: 1}",
    "group_add: ['0;id']",
    "group_add: ['+0']",
    "dns: [host-gateway]",
    "dns_search: ['a b']",
    "domainname: 'a;reboot'",
    "dns_opt: ['ndots:2\\nnameserver 1.1.1.1']",
    "oom_score_adj: -1000",
    "oom_kill_disable: true",
  ],
  "mounting the host": [
    "volumes: ['/:/host']",
    "volumes: ['/:/host:ro']",
    "volumes: ['/etc/passwd:/p']",
    "volumes: ['../../etc:/p']",
    "volumes: ['.:/p']",
    "volumes: ['~:/p']",
    "volumes: ['$ROOT:/p']",
    "volumes: ['${ROOT}etc:/p']",
    "volumes: ['/var/run/docker.sock:/s']",
    "volumes: ['/run/containerd/containerd.sock:/s']",
    "volumes: ['\\\\.\\pipe\\docker_engine:/s']",
    "volumes: ['c:\\windows:/s']",
    "volumes: ['data/../../etc:/p']",
    "volumes: [{type: bind, source: /, target: /p}]",
    "volumes: [{type: bind, source: /, target: /p, bind: {propagation: rshared}}]",
    "volumes: [{type: volume, source: /etc, target: /p}]",
    "volumes: [{type: volume, source: '..', target: /p}]",
    "volumes: [{type: '$TYPE', source: /etc, target: /p}]",
    "volumes: [{type: npipe, source: x, target: /p}]",
    "volumes: [{type: image, source: other, target: /p}]",
    "volumes: [{type: cluster, source: other, target: /p}]",
    "volumes: [{type: volume, source: data, target: /p, volume: {subpath: ../../x}}]",
    "volumes: [{type: volume, source: data, target: /p, volume: {driver_config: {name: local}}}]",
    "volumes: ['data:/p:rshared']",
    "volumes: ['data:/p:ro,z']",
    "volumes: ['undeclared:/p']",
    "volume_driver: sshfs",
    "secrets: [x]",
    "secrets: [{source: x, target: ../../etc/shadow}]",
    "configs: [{source: x, target: /etc/x}]",
    "storage_opt: {size: 900G}",
  ],
  "leading the runtime astray": [
    "volumes: ['data:/proc']",
    "volumes: ['data:/proc/sys/kernel']",
    "volumes: ['data:/sys/fs/cgroup']",
    "volumes: ['data:/dev']",
    "volumes: ['data:/x/../proc']",
    "volumes: ['data://proc//self']",
    "volumes: ['data:/']",
    "volumes: ['data:/run/secrets/db']",
    "volumes: ['data:/var/run/secrets']",
    "tmpfs: ['/proc/acpi']",
    "tmpfs: ['/x:exec,dev,suid']",
    "tmpfs: ['/x:size=64m,uid=-1']",
    "tmpfs: ['/x:suid']",
    "tmpfs: ['/x:mode=99999']",
    "working_dir: /proc/self/fd/8",
    "working_dir: /proc/self/fd/../fd/8",
    "working_dir: '//proc/self/fd/8'",
    "working_dir: /./proc/1/root",
    "working_dir: $PROC",
    "entrypoint: [/proc/self/exe]",
    "entrypoint: /proc/self/fd/3",
    "command: /proc/self/exe",
    "user: '+0'",
    "user: '00'",
    "user: '1000:'",
    "user: ':0'",
    "user: '-1'",
    "user: '$(id)'",
  ],
  "reading the server": [
    "env_file: /etc/passwd",
    "env_file: [{path: .env, required: false}]",
    "label_file: /etc/passwd",
    "extends: {file: /etc/passwd, service: x}",
    "extends: {service: web}",
    "extends: {service: db, file: other.yaml}",
    "extends: other",
    "build: https://example.invalid/x.git",
    "build: {context: /, dockerfile_inline: FROM x}",
    "develop: {watch: [{path: /, action: sync}]}",
    "provider: {type: /bin/sh}",
    "environment: [PATH]",
    "environment: {HOME: }",
    "environment: {X: '${PATH}'}",
    "environment: {X: '${constructor}'}",
    "image: ${REGISTRY}/x:1",
  ],
  "labels that change owner or route": [
    "labels: {io.spindle.owner: me}",
    "labels: {IO.SPINDLE.stack: other}",
    "labels: [com.docker.compose.project=victim]",
    "labels: {traefik.http.routers.x.rule: 'Host(`victim`)'}",
    "labels: {caddy: victim.site}",
    "labels: {com.centurylinklabs.watchtower.lifecycle.pre-check: /bin/sh}",
    'labels: {"a\\u0000b": x}',
    'labels: {"a\\nb": x}',
    'labels: {a: "x\\ny"}',
    "deploy: {labels: {io.spindle.owner: me}}",
  ],
  "taking everything": [
    "mem_limit: -1",
    "mem_limit: 0",
    "mem_limit: 900g",
    "mem_limit: 0.5",
    "memswap_limit: -1",
    "cpus: 0",
    "cpus: -1",
    "cpus: 1e9",
    "cpus: .nan",
    "pids_limit: -1",
    "pids_limit: 0",
    "shm_size: 900g",
    "tmpfs: ['/x:size=900g']",
    "volumes: [{type: tmpfs, target: /x, tmpfs: {size: 966367641600}}]",
    "scale: 1000000",
    "deploy: {replicas: 1000000}",
    "deploy: {mode: global}",
    "deploy: {resources: {limits: {memory: 0}}}",
    "deploy: {resources: {limits: {pids: -1}}}",
    "healthcheck: {test: 'true', interval: 1ms}",
    "healthcheck: {test: 'true', interval: 1}",
    "stop_grace_period: 8760h",
    "ulimits: {nproc: -1}",
    "ulimits: {nofile: 1048577}",
    "ulimits: {core: 1}",
    "ulimits: {memlock: 1}",
    "ulimits: {nofile: {soft: 2, hard: 1}}",
    "memswap_limit: 900g",
    "memswap_limit: 6m",
    "cpu_quota: -1",
    "cpu_quota: 99999999",
    "cpu_period: 0",
    "cpu_shares: 262144",
    "mem_swappiness: 101",
    "mem_swappiness: -1",
    "ports: ['60000-60050:1-51', '80']",
    "ports: ['1-65535']",
    "ports: ['80:80']",
    "ports: ['0.0.0.0:60000:80']",
    "ports: ['443:443/udp']",
    "ports: [{target: 80, published: 22}]",
    "ports: [{target: 80, mode: host, published: 60000}]",
    "ports: [{target: 80, host_ip: 0.0.0.0}]",
  ],
  "logs sent elsewhere": [
    "logging: {driver: syslog, options: {syslog-address: 'tcp://10.0.0.1:1'}}",
    "logging: {driver: none}",
    "logging: {driver: '$DRIVER'}",
    "logging: {driver: json-file, options: {max-size: '-1'}}",
    "logging: {options: {env-regex: '.*'}}",
    "log_driver: gelf",
  ],
  "hooks and other engines": [
    "post_start: [{command: id, privileged: true}]",
    "pre_stop: [{command: id, user: root}]",
    "pull_policy: build",
    "pull_policy: never",
    "pull_policy: refresh",
    "pull_policy: every_100y",
    "post_start: [{command: id, privileged: 'false'}]",
    "post_start: [{command: id, user: '0'}]",
    "post_start: [{command: [/proc/self/exe]}]",
    "post_start: [{command: id, working_dir: /proc/1/root}]",
    "post_start: [{command: id, environment: [PATH]}]",
    "pre_stop: [{}]",
    "platform: windows/amd64",
    "models: [x]",
    "platform: [x]",
    "isolation: hyperv",
    "blkio_config: {weight: 1000}",
    "init: /bin/sh",
  ],
};

const VARIABLES = { YES: "true", CAP: "SYS_ADMIN", ROOT: "/", TYPE: "bind", PROC: "/proc/self/fd/8", DRIVER: "syslog", MODE: "host", GATEWAY: "host-gateway" };
const parse = (text: string) => parseCompose(text, { stackName: "demo", variables: VARIABLES, policy: DEFAULT_POLICY });
const service = (line: string) =>
  `services:\n  web:\n    ${line.startsWith("image:") ? "" : "image: a:1\n    "}${line}\n  db:\n    image: b:1\nvolumes:\n  data:\n`;

describe.each(Object.entries(IN_SERVICE))("%s", (_name, lines) => {
  test.each(lines)("%s", (line) => {
    const { spec, issues } = parse(service(line));
    expect(spec).toBeNull();
    expect(issues.some((issue) => issue.severity === "error" && issue.line >= 3 && issue.line <= 4)).toBe(true);
  });

  test.each(lines.map((line) => [line.split(":")[0], line]))("the same through an anchor and a merge: %s", (_key, line) => {
    const indented = `x-base: &base\n  image: a:1\n  ${line}\nservices:\n  web:\n    <<: *base\n${line.startsWith("image:") ? "" : "    image: a:1\n"}  db:\n    image: b:1\nvolumes:\n  data:\n`;
    expect(parse(indented).spec).toBeNull();
  });

  test.each(lines.map((line) => [line.split(":")[0], line]))("the same from below, through extends and through a second file: %s", (_key, line) => {
    const image = line.startsWith("image:") ? "" : "    image: a:1\n";
    const tail = "  db:\n    image: b:1\nvolumes:\n  data:\n";
    expect(parse(`services:\n  base:\n${image}    ${line}\n  web:\n    extends: base\n${tail}`).spec).toBeNull();
    const files = [`services:\n  web:\n    image: a:1\n${tail}`, `services:\n  web:\n    ${line}\n`].map((text, index) => ({ name: `file${index}`, text }));
    expect(parseComposeFiles(files, { stackName: "demo", variables: VARIABLES, policy: DEFAULT_POLICY }).spec).toBeNull();
  });
});

describe("at the top of the file", () => {
  test.each([
    "volumes: {vol: {driver: local, driver_opts: {type: none, o: bind, device: /}}}",
    "volumes: {vol: {driver_opts: {type: overlay, o: 'lowerdir=/etc:/root'}}}",
    "volumes: {vol: {driver_opts: {type: proc, device: proc}}}",
    "volumes: {vol: {driver: sshfs}}",
    "volumes: {vol: {external: true}}",
    "volumes: {vol: {external: {name: victim}}}",
    "volumes: {vol: {name: victim_data}}",
    "volumes: {vol: {labels: {io.spindle.stack: victim}}}",
    "volumes: {/etc: }",
    "volumes: [v]",
    "networks: {net: {driver: host}}",
    "networks: {net: {driver: macvlan}}",
    "networks: {net: {external: true}}",
    "networks: {net: {name: victim}}",
    "networks: {net: {driver_opts: {com.docker.network.bridge.name: docker0}}}",
    "networks: {net: {ipam: {config: [{subnet: 8.8.8.0/24}]}}}",
    "networks: {default: {name: bridge}}",
    "networks: {default: {external: true}}",
    "networks: {net: {attachable: true}}",
    "networks: {net: {labels: {io.spindle.stack: victim}}}",
    "secrets: {s: {file: /etc/shadow}}",
    "secrets: {s: {environment: PATH}}",
    "secrets: {s: {external: true}}",
    "configs: {c: {file: /etc/shadow}}",
    "configs: {c: {environment: PATH}}",
    "configs: {c: {external: true}}",
    "configs: {c: {content: x, template_driver: golang}}",
    "configs: {c: {}}",
    "secrets: {s: }",
    "secrets: {s: {content: x}}",
    "secrets: {s: {driver: x}}",
    "include: [/etc/passwd]",
    "include: ['oci://example.invalid/x']",
    "models: {m: {model: x}}",
    "name: victim",
    "anything: else",
  ])("%s", (line) => {
    expect(parse(`services:\n  web:\n    image: a:1\n${line}\n`).spec).toBeNull();
  });

  test.each(["_web", "../x", "a.b", "-a", "web\u0000", "w eb", "$NAME", "a".repeat(64)])("a service called %j", (name) => {
    expect(parse(`services:\n  ${JSON.stringify(name)}:\n    image: a:1\n`).spec).toBeNull();
  });

  test.each(["f".repeat(64), `sha256:${"f".repeat(64)}`, "a b", "a;id", "$(id)", "`id`", "--privileged", "../a", "A/B:c", "a@sha256:123", "", "a:b:c:d"])(
    "an image called %j",
    (image) => {
      expect(parse(`services:\n  web:\n    image: ${JSON.stringify(image.replaceAll("$", "$$$$"))}\n`).spec).toBeNull();
    },
  );

  test("more services than allowed, and two services on one port or name", () => {
    const many = Array.from({ length: 21 }, (_, index) => `  s${index}: {image: 'a:1'}\n`).join("");
    expect(parse(`services:\n${many}`).issues.filter((issue) => issue.severity === "error")).toMatchObject([{ rule: "policy.services", line: 22, column: 3 }]);
    const twins = (line: string) =>
      parse(`services:\n  a:\n    image: a:1\n    ${line}\n  b:\n    image: a:1\n    ${line}\n`).issues.filter((issue) => issue.severity === "error");
    expect(twins("ports: ['60001:80']")).toMatchObject([{ rule: "compose.ports", line: 7, column: 13 }]);
    expect(twins("container_name: demo-x")).toMatchObject([{ rule: "compose.container_name", line: 7, column: 5 }]);
    expect(twins("networks: {default: {aliases: [x]}}")).toEqual([]);
  });

  test("services that wait for each other are named once, in a sentence", () => {
    const text = "services:\n  a: {image: 'a:1', depends_on: [b]}\n  b: {image: 'a:1', depends_on: [c]}\n  c: {image: 'a:1', depends_on: [a]}\n";
    const errors = parse(text).issues.filter((issue) => issue.severity === "error");
    expect(errors).toMatchObject([{ rule: "compose.depends_on", line: 4 }]);
    expect(errors[0]?.message).toContain("a waits for b waits for c waits for a");
  });
});
