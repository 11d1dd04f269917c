import { canonicalText, type HealthcheckSpec, type MountSpec, type ServiceSpec } from "@/lib/core/spec";
import { portText, restartText } from "./render";
import { formatBytes, formatDuration } from "./units";

type Key = keyof ServiceSpec;
type Words = (before: ServiceSpec, after: ServiceSpec) => string[];

/** `a` → `b`, for a value that is short enough to be read. */
const turned =
  (word: string, text: (spec: ServiceSpec) => string | null): Words =>
  (before, after) => {
    const [from, to] = [text(before), text(after)];
    if (from === to) return [];
    if (from === null) return [`${word} ${to}`];
    return [to === null ? `${word} no longer set (was ${from})` : `${word} ${from} → ${to}`];
  };

/** What came and what went, of things that are known by a text of their own. */
const listed =
  (word: string, texts: (spec: ServiceSpec) => readonly string[]): Words =>
  (before, after) => {
    const [from, to] = [texts(before), texts(after)];
    const came = to.filter((one) => !from.includes(one));
    const went = from.filter((one) => !to.includes(one));
    return [...(came.length > 0 ? [`${word} ${came.join(", ")} new`] : []), ...(went.length > 0 ? [`${word} ${went.join(", ")} gone`] : [])];
  };

/** Names alone: of what they hold, a reader may be shown less. */
const keyed =
  (word: string, values: (spec: ServiceSpec) => Readonly<Record<string, string>>): Words =>
  (before, after) => {
    const [from, to] = [values(before), values(after)];
    const changed = Object.keys(to).filter((name) => Object.hasOwn(from, name) && from[name] !== to[name]);
    const names = listed(word, (spec) => Object.keys(values(spec)));
    return [...(changed.length > 0 ? [`${word} ${changed.join(", ")} changed`] : []), ...names(before, after)];
  };

const mountText = (mount: MountSpec): string =>
  `${"source" in mount ? `${mount.source}:` : ""}${mount.target}${"readOnly" in mount && mount.readOnly ? ":ro" : ""}`;

const checkText = (check: HealthcheckSpec | null): string | null => check && canonicalText(check);

const healthWords: Words = ({ healthcheck: before }, { healthcheck: after }) => {
  if (checkText(before) === checkText(after)) return [];
  if (!after) return ["health check gone"];
  return [after.test?.[0] === "NONE" ? "health check switched off" : before ? "health check changed" : "health check new"];
};

const files = (word: string, of: (spec: ServiceSpec) => readonly { source: string }[] = () => []): Words =>
  keyed(word, (spec) => Object.fromEntries(of(spec).map((file) => [file.source, canonicalText(file)])));

const yesNo = (value: boolean | null) => (value === null ? null : value ? "on" : "off");

/** In the order of importance. A key that is missing here is named by itself. */
const WORDS: Partial<Record<Key, Words>> = {
  image: turned("image", ({ image }) => image),
  command: (before, after) => (canonicalText(before.command) === canonicalText(after.command) ? [] : ["command changed"]),
  entrypoint: (before, after) => (canonicalText(before.entrypoint) === canonicalText(after.entrypoint) ? [] : ["entrypoint changed"]),
  environment: keyed("environment", ({ environment }) => environment),
  ports: listed("port", ({ ports }) => ports.map(portText)),
  mounts: listed("volume", ({ mounts }) => mounts.map(mountText)),
  networks: listed("network", ({ networks }) => networks.map(({ name }) => name)),
  secrets: files("secret", ({ secrets = [] }) => secrets),
  configs: files("config", ({ configs = [] }) => configs),
  healthcheck: healthWords,
  dependsOn: listed("waits for", ({ dependsOn }) => dependsOn.map(({ service }) => service)),
  labels: keyed("label", ({ labels }) => labels),
  scale: turned("scale", ({ scale }) => String(scale)),
  user: turned("user", ({ user }) => user),
  memoryBytes: turned("memory", ({ memoryBytes }) => formatBytes(memoryBytes)),
  cpus: turned("cpus", ({ cpus }) => String(cpus)),
  pids: turned("pids", ({ pids }) => String(pids)),
  restart: turned("restart", ({ restart }) => restartText(restart)),
  readOnly: turned("read_only", ({ readOnly }) => yesNo(readOnly)),
  init: turned("init", ({ init }) => yesNo(init)),
  hostname: turned("hostname", ({ hostname }) => hostname),
  containerName: turned("container_name", ({ containerName }) => containerName),
  workingDir: turned("working_dir", ({ workingDir }) => workingDir),
  stopSignal: turned("stop_signal", ({ stopSignal }) => stopSignal),
  stopGraceSeconds: turned("stop_grace_period", ({ stopGraceSeconds }) => formatDuration(stopGraceSeconds * 1000)),
  capAdd: listed("capability", ({ capAdd }) => capAdd),
  retainIp: turned("retain_ip", ({ retainIp = false }) => yesNo(retainIp)),
};

/** What differs between two forms of a service, in words; empty when nothing does. Values of variables are never said. */
export function changesInWords(before: ServiceSpec, after: ServiceSpec): string[] {
  const keys = [...new Set([...(Object.keys(WORDS) as Key[]), ...(Object.keys(before) as Key[]), ...(Object.keys(after) as Key[])])];
  return keys.flatMap((key) => {
    if (key === "name" || canonicalText(before[key] ?? null) === canonicalText(after[key] ?? null)) return [];
    const said = WORDS[key]?.(before, after) ?? [];
    return said.length > 0 ? said : [`${spelled(key)} changed`];
  });
}

/** As the file spells it: `groupAdd` is `group_add`. */
const spelled = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
