import type { Desk } from "../desk";
import { type Entry, entryOf, isNull, type MapNode, type Node } from "../node";
import { wrong } from "../values";
import { drop, type Edits } from "./edits";
import { refuseRancher } from "./say";

export const SECTIONS: Record<string, string> = {
  load_balancers: "Load balancers of Rancher are not run here. Publish the port of the service itself under `ports`.",
  aliases: "Another name for a service is written under `networks`, `default`, `aliases` of that service.",
  external_services: "A service runs containers here. Write the address where it is used, for example under `environment`.",
  receivers: "Nothing here scales or upgrades by an address that anybody may call.",
  hosts: "Machines are the administrator's.",
};

/** Sections beside `services` that only Rancher had, in either file. */
export function refuseSections(desk: Desk, edits: Edits, root: MapNode | null): void {
  for (const entry of root?.entries ?? []) {
    const why = Object.hasOwn(SECTIONS, entry.key) ? SECTIONS[entry.key] : undefined;
    if (why === undefined) continue;
    drop(edits, entry);
    refuseRancher({ desk }, entry, entry.key, `${entry.key} is not allowed. ${why}`);
  }
}

/** Sections of rancher-compose.yml that belong into the other file, and the form that Rancher's catalog asked people to fill in. */
export function refuseRest(desk: Desk, edits: Edits, root: MapNode): void {
  for (const entry of root.entries) {
    if (/^\.?catalog$/.test(entry.key)) {
      edits.touched = true;
      const message = "The catalog's questions are not asked here. Variables get their values in the table beside the file.";
      desk.report.notice({ rule: "rancher.catalog", at: entry, short: "no meaning here", message });
    } else if (ELSEWHERE.includes(entry.key)) wrong(desk, entry, entry.key, `${entry.key} is read in docker-compose.yml only. Move it there.`);
    else if (isStray(root, entry)) wrong(desk, entry, "services", `${entry.key} is not read in rancher-compose.yml, so it would have no effect. Remove it.`);
  }
}

const ELSEWHERE = ["volumes", "networks", "secrets", "configs"];

/** No service, and nothing that is spoken of elsewhere. */
function isStray(root: MapNode, { key, value }: Entry): boolean {
  if (["version", "services"].includes(key) || key.startsWith("x-") || Object.hasOwn(SECTIONS, key) || isNull(value)) return false;
  return value.kind !== "map" || entryOf(root, "services") !== undefined;
}

const NFS = /^rancher-(nfs|ebs|efs)$|^convoy(-\w+)?$/;

/** Volumes of Rancher's own storage drivers become volumes of this host; one for each container is not kept over upgrades by any engine. */
export function translateVolumes(desk: Desk, edits: Edits, root: MapNode): void {
  const volumes = entryOf(root, "volumes")?.value;
  if (volumes?.kind !== "map") return;
  for (const volume of volumes.entries) {
    const each = entryOf(volume.value, "per_container");
    if (each) translatePerContainer(desk, edits, each);
    const driver = entryOf(volume.value, "driver");
    if (driver && NFS.test(textIn(driver.value))) translateDriver(desk, edits, volume, driver);
  }
}

const MOUNT_OPTIONS = ["type", "o", "device"];

const textIn = (node: Node): string => (node.kind === "scalar" ? String(node.value) : "");

function translatePerContainer(desk: Desk, edits: Edits, entry: Entry): void {
  drop(edits, entry);
  if (textIn(entry.value) === "false" || isNull(entry.value)) return;
  const why = "A volume is shared by all copies here. Split the service, one for each volume, or mount only a path (`- /scratch`) for data that may be lost.";
  refuseRancher({ desk }, entry, "per_container", `per_container cannot be kept. ${why}`);
}

function translateDriver(desk: Desk, edits: Edits, volume: Entry, driver: Entry): void {
  drop(edits, driver);
  const options = entryOf(volume.value, "driver_opts");
  // Those of the engine's own driver are none of Rancher's, and are judged as such.
  if (options && !MOUNT_OPTIONS.some((key) => entryOf(options.value, key))) drop(edits, options);
  const message = `The volume ${volume.key} is made on the disk of this host, empty: what ${textIn(driver.value)} keeps elsewhere is not copied. Copy it before people rely on it.`;
  desk.report.warning({ rule: "rancher.volume-driver", at: driver, short: "kept on this host", message });
}
