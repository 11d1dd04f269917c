import type { ComposeGuide, GuideEntry } from "@/lib/core/guide";
import type { Policy } from "@/lib/core/policy";
import { ABOUT } from "./about-fields";
import { openDesk } from "./desk";
import { expandDocument } from "./expand";
import { followExtends } from "./extends";
import type { Listener } from "./listener";
import { openReport, type Report } from "./report";
import { readStack } from "./stack";
import { readDocument } from "./syntax";

/** Has one of everything that holds keys of its own, so that every reader is asked once. What it says does not matter. */
const PROBE = `services:
  a:
    image: a
    security_opt: [x]
    network_mode: host
    cap_add: [X]
    cap_drop: [X]
    ports: [{ target: 1, published: 1, protocol: tcp, mode: ingress }]
    volumes: [{ type: volume, source: v, target: /v, read_only: true, tmpfs: { size: 1m }, volume: { nocopy: true } }, "/host:/x"]
    networks: { n: { aliases: [x] } }
    depends_on: { b: { condition: service_started, restart: true, required: true } }
    healthcheck: { test: x, interval: 1s, timeout: 1s, start_period: 1s, start_interval: 1s, retries: 1, disable: true }
    logging: { driver: json-file, options: { max-size: 1m, max-file: 1 } }
    deploy:
      mode: replicated
      replicas: 1
      resources: { limits: { cpus: 1, memory: 64m, pids: 1 }, reservations: { cpus: 1, memory: 64m, pids: 1 } }
      restart_policy: { condition: none, max_attempts: 1, delay: 1s, window: 1s }
      update_config: { parallelism: 1 }
      rollback_config: { parallelism: 1 }
    restart: "no"
    read_only: true
    privileged: true
    init: true
    tty: true
    stdin_open: true
    stop_grace_period: 1s
    configs: [{ source: c, target: /c, uid: 1, gid: 1, mode: 0440 }]
    secrets: [{ source: s, target: s, uid: 1, gid: 1, mode: 0440 }]
    ulimits: { nofile: { soft: 1, hard: 1 } }
    post_start: [{ command: x, environment: {}, working_dir: /, user: x, privileged: false }]
    pre_stop: [{ command: x, environment: {}, working_dir: /, user: x, privileged: false }]
    extends: { service: b }
    x-spindle: { retain_ip: true, sidekick_of: b }
    mem_limit: 64m
    mem_reservation: 64m
    cpus: 1
    pids_limit: 1
    shm_size: 1m
    scale: 1
  b: { image: b }
volumes:
  v: { driver: local }
networks:
  n: { driver: bridge, internal: true }
configs:
  c: { content: x }
secrets:
  s: { external: true }
`;

/** Keys that are read, with values that are not: what the reader says to the probe's is the note. */
const NOTED = /^services\.a\.(privileged|security_opt|volumes|network_mode)(?:\[\d+\])?$/;

/** Keys whose value is a list; the rest of those without a table stand on one line. */
const LISTS = new Set([
  ...["ports", "expose", "volumes", "networks", "depends_on", "environment", "labels", "cap_add", "cap_drop", "security_opt", "tmpfs"],
  ...["configs", "secrets", "profiles", "links", "group_add", "extra_hosts", "post_start", "pre_stop"],
]);
const MAPS = new Set(["services", "environment", "labels", "sysctls"]);

/** Everything the editor says about keys: asked of the readers themselves under the policy of the environment, so that it cannot say another thing than they do. */
export function composeGuide(policy: Policy): ComposeGuide {
  const { fields, words, ranges, notes } = listen(policy);
  const guide: ComposeGuide = {};
  for (const [place, { known, refused }] of fields) {
    const entry = (key: string, why: string | null): GuideEntry => {
      const path = place === "" ? key : `${place}.${key}`;
      const item = `${path}[]`;
      return {
        about: ABOUT[place]?.[key] ?? "",
        range: ranges.get(path) ?? null,
        note: notes.get(path) ?? null,
        refused: why,
        words: words.get(path) ?? words.get(item) ?? [],
        shape: shapeOf(path, key, fields),
      };
    };
    guide[place] = Object.fromEntries([
      ...known.filter((key) => !Object.hasOwn(refused, key)).map((key) => [key, entry(key, null)]),
      ...Object.entries(refused).map(([key, why]) => [key, entry(key, known.includes(key) ? null : why)]),
    ]);
  }
  return guide;
}

function shapeOf(path: string, key: string, fields: ReadonlyMap<string, unknown>): GuideEntry["shape"] {
  if (path.endsWith(".options") || fields.has(path) || fields.has(`${path}.*`) || MAPS.has(key)) return "map";
  return LISTS.has(key) ? "list" : "value";
}

/** `services.a.ports[0]` -> `services.*.ports[]`: the names of the probe are nobody's. */
const placeOf = (path: string): string =>
  path
    .replace(/\[\d+\]/g, "[]")
    .replace(/^(services|volumes|networks|configs|secrets)\.[^.[]+/, "$1.*")
    .replace(/^(services\.\*\.(?:networks|depends_on|ulimits))\.[^.[]+/, "$1.*");

function listen(policy: Policy) {
  const fields = new Map<string, { known: readonly string[]; refused: Readonly<Record<string, string>> }>();
  const words = new Map<string, string[]>();
  const ranges = new Map<string, string>();
  const listener: Listener = {
    fields: (path, known, refused) => fields.set(placeOf(path), { known, refused }),
    words: (path, list) => words.set(placeOf(path), [...list]),
    range: (path, range) => ranges.set(placeOf(path), range),
  };
  const report = openReport(PROBE);
  const document = readDocument(report);
  const root = document && expandDocument(document, report);
  if (root) {
    const desk = openDesk(report, { stackName: "a", variables: {}, policy, listener });
    const followed = followExtends(desk, root);
    if (followed) readStack(desk, followed);
  }
  // It is followed before services are read, so their readers do not name it.
  const service = fields.get("services.*");
  if (service) fields.set("services.*", { ...service, known: [...service.known, "extends"] });
  return { fields, words, ranges, notes: notesOf(report) };
}

function notesOf(report: Report): Map<string, string> {
  const refused = report.issues().filter(({ rule, path }) => rule.startsWith("policy.") && NOTED.test(path));
  return new Map(refused.map(({ path, message }) => [placeOf(path).replace(/\[\]$/, ""), message]));
}
