// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { image, many, mount, service } from "./texts";

/** What people have, in the same world. None of them may be refused. */
export const GOOD_FILES: string[] = [
  image("nginx:1.27"),
  image("registry.example.org:5000/ours/app:${TAG}"),
  image(`registry.example.org:5000/ours/app@sha256:${"1".repeat(64)}`),
  service("ports: ['80', '60011:81']"),
  service("ports: [{ target: 80, published: 60012, protocol: tcp, mode: ingress }]"),
  service("mem_limit: 2g\ncpus: 2\npids_limit: 512\nshm_size: 256m\ntmpfs: ['/run:size=256m']\nstop_grace_period: 2m"),
  service("deploy: { replicas: 4, resources: { limits: { cpus: '0.5', memory: 128M } } }"),
  service("logging: { driver: json-file, options: { max-size: 20m, max-file: '5' } }"),
  service("healthcheck: { test: [CMD, 'true'], interval: 1s, start_interval: 1s, start_period: 5s }"),
  service("deploy: { update_config: { monitor: 5s }, rollback_config: { parallelism: 1, order: stop-first, monitor: 5s } }"),
  service(`labels: { note: ${"x".repeat(1024)} }`),
  ...["cafe", "decade", "4bb46517cac3:1", "docker.io:443/library/nginx:1"].map(image),
  service("extra_hosts: ['db.site:10.0.0.7', 'here:127.0.0.1', 'six:fd00::7']"),
  service("entrypoint: [./dev/run.sh]\nworking_dir: /srv"),
  "services:\n  web: { image: 'nginx:1.27', networks: [n] }\n  later: { image: 'nginx:1.27', profiles: [later], depends_on: [web], networks: [n], network_mode: }\nnetworks: { n: }\n",
  service("healthcheck: { test: [CMD, 'true'], interval: 1s, timeout: 3s, retries: 5 }"),
  service("cap_drop: [ALL]\ncap_add: [CHOWN, SETGID, SETUID, NET_BIND_SERVICE]\nsecurity_opt: ['no-new-privileges:true']\nread_only: true"),
  service("labels: { org.example.team: beamline }\nenvironment: { LEVEL: debug, TAG: '${TAG}' }\nprivileged: false"),
  mount("'/global/team:/x:ro'"),
  mount("'/global/team/deep/er:/x:ro'"),
  mount("'/global/team/scratch/run1:/x'"),
  mount("{ type: bind, source: /global/team, target: /x, read_only: true }"),
  service('user: "80115:80115"\ncap_drop: [ALL]\ncap_add: [NET_BIND_SERVICE]\nvolumes: ["/global/team:/x:ro", "data:/data"]'),
  `${image("postgres:16")}    volumes: ['portal-archive:/archive:ro', 'data:/var/lib/postgresql/data']\nvolumes:\n  data:\n  portal-archive: { external: true }\n`,
  "version: '3.8'\nname: portal\nx-common: &common\n  restart: unless-stopped\nservices:\n  web:\n    <<: *common\n    image: nginx:1.27\n    depends_on: [app]\n  app:\n    <<: *common\n    image: registry.example.org:5000/ours/app:1\n",
  many(5),
];
