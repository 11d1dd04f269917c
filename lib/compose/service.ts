import type { ServiceSpec } from "@/lib/core/spec";
import type { Desk } from "./desk";
import { readCommand } from "./fields/command";
import { readDependsOn } from "./fields/depends";
import { type Draft, startDraft } from "./fields/draft";
import { readEnvironment, readLabels, readName } from "./fields/environment";
import { readHealthcheck, unused } from "./fields/health";
import { readTmpfs, readVolumes } from "./fields/mounts";
import { readNetworks } from "./fields/networks";
import { directoryOf } from "./fields/path";
import { readExpose, readPorts } from "./fields/ports";
import { readCpus, readDeploy, readLogging, readMemory, readPids, readRestart, readScale, readShm, readSignal, readStopGrace } from "./fields/resources";
import { readCapabilities, readPrivileged, readSecurityOpt, readUser } from "./fields/security";
import { checkServiceName, parseImage } from "./names";
import { type Entry, entryOf, isNull } from "./node";
import { REFUSED_IN_SERVICE } from "./refused";
import { eachField, flagOf, lineOf, mapOf, type Readers, refuse, wrong } from "./values";

/** Every attribute a service may have. What is missing here is refused. */
function readersFor(desk: Desk, draft: Draft): Readers {
  const { spec } = draft;
  const set = <K extends keyof ServiceSpec>(key: K, value: ServiceSpec[K] | undefined): void => {
    if (value !== undefined) spec[key] = value;
  };
  const flag = (key: "readOnly" | "init" | "tty" | "stdinOpen") => (entry: Entry) => isNull(entry.value) || set(key, flagOf(desk, entry.value, entry.key));

  return {
    image: (entry) => readImage(desk, draft, entry),
    command: (entry) => set("command", readCommand(desk, entry.value, "command")),
    entrypoint: (entry) => set("entrypoint", readCommand(desk, entry.value, "entrypoint")),
    environment: (entry) => set("environment", readEnvironment(desk, entry.value)),
    ports: (entry) => readPorts(desk, entry.value, draft),
    expose: (entry) => readExpose(desk, entry.value),
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
      set(
        "hostname",
        readName(desk, entry.value, "hostname", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i, "hostname has letters, digits and hyphens, at most 63."),
      ),
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
    platform: (entry) => {
      if (lineOf(desk, entry.value, "platform") !== undefined) unused(desk, entry, "platform", "Images run on the platform of the host.");
    },
  };
}

/** Reads one service; null after saying what is wrong with it as a whole. */
export function readService(desk: Desk, entry: Entry): Draft | null {
  const trouble = checkServiceName(entry.key);
  if (trouble) wrong(desk, entry, "services", trouble);
  if (isNull(entry.value)) return wrong(desk, entry, "services", `${entry.key} is empty. It needs at least an image.`) ?? null;
  if (!mapOf(desk, entry.value, entry.key)) return null;
  const draft = startDraft(entry, desk.policy);
  eachField(desk, entry.value, "", readersFor(desk, draft), REFUSED_IN_SERVICE);
  if (!entryOf(entry.value, "image")) wrong(desk, entry, "image", `${entry.key} needs an image, as in \`image: nginx:1.27\`.`);
  return settle(draft);
}

/** The order in the file has no meaning for these, so it shall not look like a change. */
function settle(draft: Draft): Draft {
  const { spec } = draft;
  const by =
    <T>(text: (item: T) => string) =>
    (a: T, b: T) =>
      text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
  spec.ports = draft.ports
    .map(({ port }) => port)
    .sort((a, b) => a.target - b.target || a.protocol.localeCompare(b.protocol) || (a.published ?? 0) - (b.published ?? 0));
  spec.mounts = draft.mounts.map(({ mount }) => mount).sort(by((mount) => mount.target));
  if (spec.networks.length === 0) spec.networks = [{ name: "default", aliases: [] }];
  spec.networks.sort(by((network) => network.name));
  spec.dependsOn.sort(by((dependency) => dependency.service));
  return draft;
}

function readImage(desk: Desk, draft: Draft, entry: Entry): undefined {
  const text = lineOf(desk, entry.value, "image");
  if (text === undefined) return;
  if (/^(sha256:)?[a-f0-9]{64}$/.test(text))
    return refuse(desk, entry.value, "image", "This is the id of an image on this host, which may be somebody else's. Name the image as you would pull it.");
  const image = parseImage(text);
  if (!image) return wrong(desk, entry.value, "image", `${text.slice(0, 80)} is not the name of an image. It looks like registry/name:tag, in small letters.`);
  draft.spec.image = image.full;
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
