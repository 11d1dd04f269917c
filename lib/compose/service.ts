import { hasOwnNetworks, type ServiceExtras } from "@/lib/core/service-extras";
import type { ServiceSpec } from "@/lib/core/spec";
import type { Desk } from "./desk";
import { readCommand } from "./fields/command";
import { readDependsOn } from "./fields/depends";
import { type Draft, startDraft } from "./fields/draft";
import { readEnvironment, readLabels, readName } from "./fields/environment";
import { readFileUses } from "./fields/files";
import { readHealthcheck, unused } from "./fields/health";
import { readHooks } from "./fields/hooks";
import { isHostName, readDns, readDnsOptions, readDnsSearch, readExtraHosts, readGroups } from "./fields/hosts";
import { readProfiles, readSysctls, readUlimits } from "./fields/kernel";
import { readTmpfs, readVolumes } from "./fields/mounts";
import { readNetworks } from "./fields/networks";
import { directoryOf } from "./fields/path";
import { readExpose, readPorts } from "./fields/ports";
import { readCpuPeriod, readCpuQuota, readCpuShares, readSwapLimit, readSwappiness } from "./fields/processors";
import { readPullAge, readPullPolicy, settlePull } from "./fields/pull";
import {
  raiseMemory,
  readCpus,
  readDeploy,
  readLogging,
  readMemory,
  readPids,
  readRestart,
  readScale,
  readShm,
  readSignal,
  readStopGrace,
} from "./fields/resources";
import { readCapabilities, readPrivileged, readSecurityOpt, readUser } from "./fields/security";
import { checkPrivileges } from "./fields/shared-files";
import { readLinks, readNetworkMode } from "./fields/sharing";
import { readSpindle } from "./fields/spindle";
import { checkServiceName, parseImage } from "./names";
import { type Entry, entryOf, isNull } from "./node";
import { REFUSED_IN_SERVICE } from "./refused";
import { checkRegistry } from "./registries";
import { eachField, flagOf, lineOf, mapOf, type Readers, refuse, wrong } from "./values";

/** Every attribute a service may have. What is missing here is refused. */
function readersFor(desk: Desk, draft: Draft): Readers {
  const { spec } = draft;
  const set = <K extends keyof ServiceSpec>(key: K, value: ServiceSpec[K] | undefined): void => {
    if (value !== undefined) spec[key] = value;
  };
  const keep: Keep = (key, value) => {
    if (value !== undefined && (typeof value !== "object" || Object.keys(value).length > 0)) Object.assign(draft.spec, { [key]: value });
  };
  const flag = (key: "readOnly" | "init" | "tty" | "stdinOpen") => (entry: Entry) => isNull(entry.value) || set(key, flagOf(desk, entry.value, entry.key));

  return {
    image: (entry) => readImage(desk, draft, entry),
    command: (entry) => set("command", readCommand(desk, entry.value, "command")),
    entrypoint: (entry) => set("entrypoint", readCommand(desk, entry.value, "entrypoint")),
    environment: (entry) => set("environment", readEnvironment(desk, entry.value)),
    ports: (entry) => readPorts(desk, entry.value, draft),
    expose: (entry) => keep("expose", readExpose(desk, entry.value)),
    volumes: (entry) => readVolumes(desk, entry.value, draft),
    tmpfs: (entry) => readTmpfs(desk, entry.value, draft),
    networks: (entry) => readNetworks(desk, entry.value, draft),
    labels: (entry) => set("labels", readLabels(desk, entry.value)),
    healthcheck: (entry) => set("healthcheck", readHealthcheck(desk, entry.value)),
    depends_on: (entry) => readDependsOn(desk, entry.value, draft),
    restart: (entry) => readRestart(desk, draft, entry.value),
    user: (entry) => isNull(entry.value) || set("user", readUser(desk, entry.value)),
    cap_add: (entry) => set("capAdd", readCapabilities(desk, entry.value, "cap_add")),
    cap_drop: (entry) => set("capDrop", readCapabilities(desk, entry.value, "cap_drop")),
    security_opt: (entry) => readSecurityOpt(desk, entry.value),
    privileged: (entry) => readPrivileged(desk, entry),
    read_only: flag("readOnly"),
    init: flag("init"),
    tty: flag("tty"),
    stdin_open: flag("stdinOpen"),
    hostname: (entry) =>
      set("hostname", readName(desk, entry.value, "hostname", HOSTNAME, "hostname has letters, digits, hyphens, underscores and dots, at most 63.")),
    working_dir: (entry) => set("workingDir", directoryOf(desk, entry.value, "working_dir")),
    container_name: (entry) => readContainerName(desk, draft, entry),
    stop_signal: (entry) => set("stopSignal", readSignal(desk, entry.value)),
    stop_grace_period: (entry) => isNull(entry.value) || set("stopGraceSeconds", readStopGrace(desk, entry.value)),
    mem_limit: (entry) => readMemory(desk, draft, entry, "memoryBytes", "mem_limit"),
    mem_reservation: (entry) => readMemory(desk, draft, entry, "memoryReservationBytes", "mem_reservation"),
    cpus: (entry) => readCpus(desk, draft, entry, "cpus"),
    pids_limit: (entry) => readPids(desk, draft, entry, "pids_limit"),
    shm_size: (entry) => readShm(desk, draft, entry),
    scale: (entry) => readScale(desk, draft, entry, "scale"),
    deploy: (entry) => readDeploy(desk, draft, entry.value),
    logging: (entry) => readLogging(desk, draft, entry.value),
    "x-spindle": (entry) => readSpindle(desk, draft, entry),
    platform: (entry) => isNull(entry.value) || keep("platform", readName(desk, entry.value, "platform", PLATFORM, "platform is such as linux/amd64.")),
    ...fewAsk(desk, draft, keep),
    ...Object.fromEntries(OLD_LOG_WORDS.filter((key) => saysNothing(entryOf(draft.entry.value, key))).map((key) => [key, () => undefined])),
  };
}

/** Rancher exported these also where nothing was chosen. */
const OLD_LOG_WORDS = ["log_driver", "log_opt"];

const saysNothing = (entry: Entry | undefined): boolean =>
  entry?.value.kind === "map" ? entry.value.entries.length === 0 : entry?.value.kind === "scalar" && (entry.value.value === null || entry.value.value === "");

const HOSTNAME = /^(?=.{1,63}$)[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*$/i;
const PLATFORM = /^linux(\/[a-z0-9_]{2,12}(\/v?[a-z0-9]{1,8})?)?$/;

/** Keeps what has something to say: an empty list is no wish. */
type Keep = <K extends keyof ServiceExtras>(key: K, value: ServiceExtras[K] | undefined) => void;

/** Attributes that few services use. */
function fewAsk(desk: Desk, draft: Draft, keep: Keep): Readers {
  return {
    network_mode: (entry) => readNetworkMode(desk, entry, draft),
    links: (entry) => readLinks(desk, entry.value, draft),
    extra_hosts: (entry) => keep("extraHosts", readExtraHosts(desk, entry.value)),
    dns: (entry) => keep("dns", readDns(desk, entry.value)),
    dns_search: (entry) => keep("dnsSearch", readDnsSearch(desk, entry.value)),
    dns_opt: (entry) => keep("dnsOptions", readDnsOptions(desk, entry.value)),
    domainname: (entry) => keep("domainname", domainOf(desk, entry)),
    group_add: (entry) => keep("groupAdd", readGroups(desk, entry.value)),
    ulimits: (entry) => keep("ulimits", readUlimits(desk, entry.value)),
    sysctls: (entry) => keep("sysctls", readSysctls(desk, entry.value)),
    cpu_shares: (entry) => readCpuShares(desk, draft, entry),
    cpu_period: (entry) => readCpuPeriod(desk, draft, entry),
    cpu_quota: (entry) => readCpuQuota(desk, draft, entry),
    mem_swappiness: (entry) => readSwappiness(desk, draft, entry),
    memswap_limit: (entry) => readSwapLimit(desk, draft, entry),
    pull_policy: (entry) => readPullPolicy(desk, draft, entry),
    pull_refresh_after: (entry) => readPullAge(desk, draft, entry),
    configs: (entry) => draft.configs.push(...readFileUses(desk, entry.value, "configs")),
    secrets: (entry) => draft.secrets.push(...readFileUses(desk, entry.value, "secrets")),
    profiles: (entry) => draft.profiles.push(...readProfiles(desk, entry.value)),
    post_start: (entry) => keep("postStart", readHooks(desk, entry.value, draft, "post_start")),
    pre_stop: (entry) => keep("preStop", readHooks(desk, entry.value, draft, "pre_stop")),
    attach: (entry) => {
      if (flagOf(desk, entry.value, "attach") === false) unused(desk, entry, "attach", "Logs of every service are kept and can be read.");
    },
  };
}

function domainOf(desk: Desk, entry: Entry): string | undefined {
  if (isNull(entry.value)) return undefined;
  const name = lineOf(desk, entry.value, "domainname");
  return name === undefined || isHostName(name) ? name : wrong(desk, entry.value, "domainname", "domainname is a domain name, such as lbl.gov.");
}

/** Reads one service; null after saying what is wrong with it as a whole. */
export function readService(desk: Desk, entry: Entry): Draft | null {
  const trouble = checkServiceName(entry.key);
  if (trouble) wrong(desk, entry, "services", trouble);
  if (isNull(entry.value)) return wrong(desk, entry, "services", `${entry.key} is empty. It needs at least an image.`) ?? null;
  if (!mapOf(desk, entry.value, "services", entry.key)) return null;
  const draft = startDraft(entry, desk.policy);
  eachField(desk, entry.value, "", readersFor(desk, draft), REFUSED_IN_SERVICE);
  if (!entryOf(entry.value, "image")) wrong(desk, entry, "image", `${entry.key} needs an image, as in \`image: nginx:1.27\`.`);
  raiseMemory(desk, draft);
  for (const check of draft.later) check();
  settlePull(desk, draft);
  settle(draft);
  checkPrivileges(desk, draft);
  return draft;
}

/** The order in the file has no meaning for these, so it shall not look like a change. */
function settle(draft: Draft): void {
  const { spec } = draft;
  const by =
    <T>(text: (item: T) => string) =>
    (a: T, b: T) =>
      text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
  spec.ports = draft.ports
    .map(({ port }) => port)
    .sort((a, b) => a.target - b.target || a.protocol.localeCompare(b.protocol) || (a.published ?? 0) - (b.published ?? 0));
  spec.mounts = draft.mounts.map(({ mount }) => mount).sort(by((mount) => mount.target));
  if (spec.networks.length === 0 && hasOwnNetworks(spec)) spec.networks = [{ name: "default", aliases: [] }];
  spec.networks.sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || by((network: { name: string }) => network.name)(a, b));
  spec.dependsOn.sort(by((dependency) => dependency.service));
}

/** The engine takes the beginning of an id for the id. */
const MAYBE_ID = /^(?:[a-f0-9]{12,64}|(?=[a-f]*\d)[a-f0-9]{6,11})$/;

function readImage(desk: Desk, draft: Draft, entry: Entry): undefined {
  const text = lineOf(desk, entry.value, "image");
  if (text === undefined) return;
  if (/^(sha256:)?[a-f0-9]{64}$/.test(text))
    return refuse(desk, entry.value, "image", "This is the id of an image on this host, which may be somebody else's. Name the image as you would pull it.");
  if (MAYBE_ID.test(text)) {
    const fix = entry.value.from < entry.to ? null : { label: `Write ${text}:latest`, from: entry.value.from, to: entry.value.to, insert: `${text}:latest` };
    const message = `${text} could be the id of an image on this host, which may be somebody else's. If it is a name, write its tag as well.`;
    return desk.report.error({ rule: "policy.image", at: entry.value, short: "a name or an id?", message, fix });
  }
  const image = parseImage(text);
  if (!image) return wrong(desk, entry.value, "image", `${text.slice(0, 80)} is not the name of an image. It looks like registry/name:tag, in small letters.`);
  draft.spec.image = image.full;
  checkRegistry(desk, image.full, entry.value);
}

function readContainerName(desk: Desk, draft: Draft, entry: Entry): undefined {
  const hint = "container_name has letters, digits, _ . and -, and starts with a letter or digit.";
  const name = readName(desk, entry.value, "container_name", /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/, hint);
  if (name === undefined) return;
  const { stackName } = desk;
  if (name !== stackName && !(name.startsWith(stackName) && /^[-_.]/.test(name.slice(stackName.length))))
    return refuse(
      desk,
      entry.value,
      "container_name",
      `Names of containers are shared by the whole host, so this one must start with ${stackName}-. Or remove the line.`,
      entry,
    );
  draft.spec.containerName = name;
}
