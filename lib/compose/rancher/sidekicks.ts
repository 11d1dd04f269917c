import type { Desk } from "../desk";
import { type Entry, entryOf, isNull, type Node } from "../node";
import { wrong } from "../values";
import { drop, type Page, type Plain, plainOf, set } from "./edits";
import type { LabelEntry } from "./labels";
import { readAs, refuseRancher, without } from "./say";
import type { ServicePage } from "./translate";

const LABEL = "io.rancher.sidekicks";

/** `io.rancher.sidekicks: a, b` on the primary: a and b live and upgrade with it. */
export function claimSidekicks(desk: Desk, pages: ServicePage[]): void {
  for (const { page, labels } of pages) {
    const label = labels.filter(({ name }) => name === LABEL).at(-1);
    if (!label) continue;
    const claimed = namesIn(label).flatMap((name) => claim(desk, pages, page, label, name) ?? []);
    const [first] = claimed;
    if (first === undefined) continue;
    const one = claimed.length === 1;
    const rest = `${claimed.join(" and ")} ${one ? "has" : "have"} the scale of ${page.service}, and ${one ? "is" : "are"} upgraded, confirmed and rolled back with it.`;
    readAs(page, label.at, LABEL, { services: { [first]: { "x-spindle": { sidekick_of: page.service } } } }, rest);
  }
}

const namesIn = ({ value }: LabelEntry): string[] => [
  ...new Set(
    (value ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  ),
];

function claim(desk: Desk, pages: ServicePage[], primary: Page, { at }: LabelEntry, name: string): string | undefined {
  const sidekick = pages.find((other) => other.page.service === name)?.page;
  if (!sidekick) return wrong(desk, at, LABEL, `${name} is not a service of this file, so it cannot be a sidekick of ${primary.service}.`);
  if (sidekick === primary) return wrong(desk, at, LABEL, `${name} cannot be its own sidekick.`);
  if (sidekick.primary !== null) return wrong(desk, at, LABEL, `${name} is already a sidekick of ${sidekick.primary}. A sidekick has one primary.`);
  sidekick.primary = primary.service;
  set(sidekick, at, "x-spindle", primary.service, "sidekick_of");
  return name;
}

/** What containers of one group share: volumes by name, and a network where there is one copy. */
export function translateSharing(page: Page, pages: ServicePage[]): void {
  const groupOf = (name: string) => pages.find((other) => other.page.service === name)?.page.primary ?? name;
  const inGroup = (name: string) => name !== page.service && groupOf(name) === groupOf(page.service);
  const from = entryOf(page.own, "volumes_from");
  const sources = from?.value.kind === "list" ? from.value.items.map((item) => String(plainOf(item))) : [];
  if (from && sources.length > 0 && sources.every((source) => inGroup(nameOf(source)))) shareVolumes(page, from, sources, pages);
  for (const key of ["net", "network_mode"]) {
    const entry = entryOf(page.own, key);
    const other = entry?.value.kind === "scalar" ? /^container:(.+)$/.exec(String(entry.value.value))?.[1] : undefined;
    if (entry?.value.kind === "scalar" && entry.value.value === "managed") {
      drop(page.edits, entry);
      without(page, entry, key, "Every stack has a network of its own.");
    }
    if (!entry || other === undefined || !inGroup(other)) continue;
    drop(page.edits, entry);
    set(page, entry, "network_mode", `service:${other}`);
    readAs(page, entry, key, { network_mode: `service:${other}` }, `${page.service} lives in the network of ${other}.`);
  }
}

const nameOf = (source: string): string => source.replace(/^container:/, "").replace(/:(ro|rw)$/, "");

function shareVolumes(page: Page, from: Entry, sources: string[], pages: ServicePage[]): void {
  drop(page.edits, from);
  const own = entryOf(page.own, "volumes");
  const volumes = own && !isNull(own.value) ? plainOf(own.value) : [];
  if (!Array.isArray(volumes)) return;
  const targets = new Set(volumes.map(targetOf));
  const shared: Plain[] = [];
  for (const source of sources) {
    const theirs = pages.find((other) => other.page.service === nameOf(source));
    const mounts = theirs ? entryOf(theirs.page.own, "volumes")?.value : undefined;
    for (const mount of mounts?.kind === "list" ? mounts.items : []) {
      if (!isNamed(mount)) {
        const why = `${nameOf(source)} mounts ${targetOf(plainOf(mount))} without a name, and only a named volume can be shared. Write \`name:${targetOf(plainOf(mount))}\` there, and the name under \`volumes\` at the end of the file.`;
        refuseRancher(page, from, "volumes_from", why);
        continue;
      }
      const plain = plainOf(mount);
      if (targets.has(targetOf(plain))) continue;
      targets.add(targetOf(plain));
      shared.push(source.endsWith(":ro") ? readOnly(plain) : plain);
    }
  }
  if (shared.length === 0) return without(page, from, "volumes_from", `${sources.map(nameOf).join(" and ")} has no volumes to share.`);
  set(page, from, "volumes", [...volumes, ...shared]);
  readAs(page, from, "volumes_from", { volumes: [...volumes, ...shared] }, "The copies of a service share a volume, also with its sidekicks.");
}

const isNamed = (mount: Node): boolean => {
  if (mount.kind === "map") return plainOf(mount) !== null && entryOf(mount, "source") !== undefined;
  return mount.kind === "scalar" && /^[A-Za-z0-9][\w.-]*:\//.test(String(mount.value));
};

function targetOf(mount: Plain): string {
  if (typeof mount === "object" && mount !== null && !Array.isArray(mount)) return String(mount.target ?? "");
  const parts = String(mount).split(":");
  return parts[1] ?? parts[0] ?? "";
}

function readOnly(mount: Plain): Plain {
  if (typeof mount === "object" && mount !== null && !Array.isArray(mount)) return { ...mount, read_only: true };
  return /:(ro|rw)$/.test(String(mount)) ? String(mount).replace(/:rw$/, ":ro") : `${String(mount)}:ro`;
}
