import { entryOf, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { drop, type Edits, type Page, type Plain, set } from "./edits";
import { readAs, refuseRancher, warn, without } from "./say";

export interface LabelEntry {
  name: string;
  /** As the file says it, for labels hold no variables that matter here; null without a value. */
  value: string | null;
  at: Spot;
}

/** Both spellings: `name: value` and `- name=value`. */
export function labelsOf(node: Node | undefined): LabelEntry[] {
  if (node?.kind === "map")
    return node.entries.map(({ key, value, ...at }) => ({
      name: key,
      value: value.kind === "scalar" && !isNull(value) ? String(value.value) : null,
      at: { path: at.path, from: at.from, to: at.to, file: at.file },
    }));
  if (node?.kind !== "list") return [];
  return node.items.flatMap((item) => {
    if (item.kind !== "scalar" || typeof item.value !== "string") return [];
    const [name = "", ...rest] = item.value.split("=");
    return [{ name: name.trim(), value: rest.length > 0 ? rest.join("=") : null, at: { path: item.path, from: item.from, to: item.to, file: item.file } }];
  });
}

export const isRancherLabel = (name: string): boolean => name.startsWith("io.rancher.");

type Translator = (page: Page, label: LabelEntry) => void;

const none =
  (why: string): Translator =>
  (page, { name, at }) =>
    without(page, at, name, why);

const ONE_HOST = "There is one host, so there is nothing to choose.";
const SYSTEM = "Rancher wrote this label itself; containers get Spindle's own.";

const EXACT: Record<string, Translator> = {
  "io.rancher.container.start_once": (page, { name, value, at }) => {
    if (value !== "true") return;
    set(page, at, "restart", "no");
    readAs(page, at, name, { restart: "no" }, "A container that ended is left alone.");
  },
  "io.rancher.container.hostname_override": (page, { name, value, at }) => {
    if (value !== "container_name" || isCopied(page))
      return without(
        page,
        at,
        name,
        `Host names are the engine's ids; the copies of ${page.service} answer to ${page.service}-1, ${page.service}-2 and so on.`,
      );
    if (sharesNetwork(page)) return without(page, at, name, `${page.service} lives in the network of another container, and has its host name.`);
    const hostname = `${page.desk.stackName}-${page.service}-1`;
    set(page, at, "hostname", hostname);
    readAs(page, at, name, { hostname });
  },
  "io.rancher.container.pull_image": (page, { name, value, at }) => {
    if (value !== "always") return;
    set(page, at, "pull_policy", "always");
    readAs(page, at, name, { pull_policy: "always" });
  },
  "io.rancher.container.requested_ip": none("Addresses are chosen for each stack, so that none collide. To keep one over upgrades there is `retain_ip`."),
  "io.rancher.container.dns": none("Services of one stack always find each other by name."),
  "io.rancher.container.network": none("Every stack has a network of its own."),
  "io.rancher.scheduler.global": () => undefined,
  "io.rancher.sidekicks": () => undefined,
  "io.rancher.service.wait_for_healthcheck": none("An upgrade waits for the health check anyway."),
  "io.rancher.container.create_agent": (page, { name, at }) => refuseRancher(page, at, name, `${name} hands keys of the platform to a container. Remove it.`),
  "io.rancher.container.agent.role": (page, { name, at }) => refuseRancher(page, at, name, `${name} hands keys of the platform to a container. Remove it.`),
};

const PREFIXED: [string, Translator][] = [
  ["io.rancher.scheduler.", none(ONE_HOST)],
  [
    "io.rancher.service.selector.",
    (page, { name, at }) =>
      warn(page, at, name, "no meaning here", `${name} has no meaning here: services are not joined by label. Name the services, each in its own place.`),
  ],
  ["io.rancher.stack", none(SYSTEM)],
  ["io.rancher.service.", none(SYSTEM)],
  ["io.rancher.project", none(SYSTEM)],
  ["io.rancher.", none("Nothing here reads it.")],
];

export function translateLabels(page: Page, labels: LabelEntry[]): void {
  for (const label of labels) {
    if (isRancherLabel(label.name)) translateLabel(page, label);
    if (label.name === "cron.schedule") noteSchedule(page, label);
  }
}

function translateLabel(page: Page, label: LabelEntry): void {
  drop(page.edits, label.at);
  const exact = Object.hasOwn(EXACT, label.name) ? EXACT[label.name] : undefined;
  const translate = exact ?? PREFIXED.find(([prefix]) => label.name.startsWith(prefix))?.[1];
  translate?.(page, label);
}

const noteSchedule = (page: Page, { at }: LabelEntry): void =>
  page.desk.report.notice({
    rule: "rancher.cron.schedule",
    at,
    short: "not run from a label",
    message: "The label stays on the container, but nothing here starts containers by it.",
  });

const sharesNetwork = ({ own }: Page): boolean =>
  ["net", "network_mode"].some((key) => {
    const value = entryOf(own, key)?.value;
    return value?.kind === "scalar" && /^(container|service):/.test(String(value.value));
  });

/** More than one container, as far as the file says. */
function isCopied({ keys, own }: Page): boolean {
  const scale = keys.get("scale") ?? entryOf(own, "scale");
  return scale?.value.kind === "scalar" && String(scale.value.value) !== "1";
}

/** Labels of rancher-compose.yml join those of docker-compose.yml. */
export function joinLabels(page: Page, edits: Edits, more: LabelEntry[], at: Spot): void {
  const kept = [...labelsOf(entryOf(page.own, "labels")?.value), ...more].filter(({ name }) => !isRancherLabel(name));
  if (more.every(({ name }) => isRancherLabel(name))) return;
  const value: Record<string, Plain> = Object.fromEntries(kept.map((label) => [label.name, label.value ?? ""]));
  edits.touched = true;
  set(page, at, "labels", value);
}
