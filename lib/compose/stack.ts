import type { NetworkSpec, VolumeSpec } from "@/lib/core/spec";
import type { Desk } from "./desk";
import type { Draft } from "./fields/draft";
import { type ConfigDraft, MOST_CONTENT } from "./fields/files";
import { unused } from "./fields/health";
import { readIdleLabels } from "./fields/idle-labels";
import { readSecrets, type SecretDraft } from "./fields/secrets";
import { FILE_NAME } from "./names";
import { type Entry, isNull, type Node } from "./node";
import { PASTE, REFUSED_IN_CONFIG, REFUSED_IN_NETWORK, REFUSED_IN_VOLUME, REFUSED_ON_TOP } from "./refused";
import { readService } from "./service";
import { eachField, flagOf, lineOf, mapOf, refuse, textOf, wordOf, wrong } from "./values";

/** The file as it was read, before its parts are checked against each other. */
export interface StackDraft {
  /** Keys at the top of the file. */
  keys: Map<string, Entry>;
  /** Every service, also one that is not understood. */
  named: string[];
  drafts: Draft[];
  /** Services whose profile is not switched on. */
  leftOut: Draft[];
  networks: Map<string, { network: NetworkSpec; entry: Entry }>;
  volumes: Map<string, { volume: VolumeSpec; entry: Entry }>;
  configs: Map<string, ConfigDraft>;
  secrets: Map<string, SecretDraft>;
}

/** Reads the whole tree. */
export function readStack(desk: Desk, root: Node): StackDraft {
  const stack: StackDraft = {
    keys: new Map(root.kind === "map" ? root.entries.map((entry) => [entry.key, entry]) : []),
    named: [],
    drafts: [],
    leftOut: [],
    networks: new Map(),
    volumes: new Map(),
    configs: new Map(),
    secrets: new Map(),
  };
  const top = { path: "(document)", from: 0, to: 0 };
  if (root.kind !== "map") {
    const message = "A compose file starts with `services:`, with the services indented below.";
    wrong(desk, isNull(root) ? top : { ...root, path: "(document)" }, "services", message);
    return stack;
  }
  eachField(
    desk,
    root,
    "",
    {
      version: (entry) => isNull(entry.value) || lineOf(desk, entry.value, "version"),
      name: (entry) => readStackName(desk, entry),
      services: (entry) => readServices(desk, entry, stack),
      volumes: (entry) => readVolumes(desk, entry, stack),
      networks: (entry) => readNetworks(desk, entry, stack),
      configs: (entry) => readConfigs(desk, entry, stack),
      secrets: (entry) => readSecrets(desk, entry, stack.secrets),
    },
    REFUSED_ON_TOP,
  );
  if (!root.entries.some((entry) => entry.key === "services"))
    wrong(desk, root.entries[0] ?? top, "services", "The file has no `services:`. Put the services below that key, indented.");
  return stack;
}

function readStackName(desk: Desk, entry: Entry): void {
  const name = lineOf(desk, entry.value, "name");
  if (name !== undefined && name !== desk.stackName)
    refuse(desk, entry.value, "name", `This stack is called ${desk.stackName}, not ${name}. Remove the line.`, entry);
}

function readServices(desk: Desk, top: Entry, stack: StackDraft): void {
  const entries = isNull(top.value) ? [] : mapOf(desk, top.value, "services");
  if (entries?.length === 0) wrong(desk, top, "services", "There are no services yet. Add one, with a name and an image.");
  const { maxServices } = desk.policy;
  const extra = entries?.[maxServices];
  if (extra) refuse(desk, extra, "services", `A stack has at most ${maxServices} services; this file has ${entries.length}.`);
  const hosts = new Map<string, string>();
  for (const entry of entries ?? []) {
    const host = entry.key.toLowerCase();
    const twin = hosts.get(host);
    hosts.set(host, entry.key);
    if (twin) wrong(desk, entry, "services", `${entry.key} and ${twin} are one host name. Call one of the two something else.`);
    stack.named.push(entry.key);
    const draft = readService(desk, entry);
    if (draft) stack.drafts.push(draft);
  }
}

function readVolumes(desk: Desk, top: Entry, stack: StackDraft): void {
  for (const entry of isNull(top.value) ? [] : (mapOf(desk, top.value, "volumes") ?? [])) {
    if (!FILE_NAME.test(entry.key)) wrong(desk, entry, "volumes", "The name of a volume has 1 to 63 letters, digits, _ . and -.");
    stack.volumes.set(entry.key, { volume: { name: entry.key }, entry });
    if (isNull(entry.value)) continue;
    const readers = {
      driver: (field: Entry) => isNull(field.value) || wordOf(desk, field.value, "volumes.driver", ["local"]),
      labels: (field: Entry) => readIdleLabels(desk, field, "volumes.labels"),
      external: (field: Entry) => {
        if (!desk.own.volumesOutsideStack.includes(entry.key)) return readExternal(desk, field, "volumes", REFUSED_IN_VOLUME.external ?? "");
        if (flagOf(desk, field.value, "volumes.external")) stack.volumes.set(entry.key, { volume: { name: entry.key, external: true }, entry });
      },
    };
    eachField(desk, entry.value, "volumes", readers, REFUSED_IN_VOLUME);
  }
}

function readNetworks(desk: Desk, top: Entry, stack: StackDraft): void {
  for (const entry of isNull(top.value) ? [] : (mapOf(desk, top.value, "networks") ?? [])) {
    const network: NetworkSpec = { name: entry.key, internal: false };
    if (!FILE_NAME.test(entry.key)) wrong(desk, entry, "networks", "The name of a network has 1 to 63 letters, digits, _ . and -.");
    stack.networks.set(entry.key, { network, entry });
    if (isNull(entry.value)) continue;
    const readers = {
      internal: (field: Entry) => {
        network.internal = (!isNull(field.value) && flagOf(desk, field.value, "networks.internal")) || false;
      },
      driver: (field: Entry) => {
        const driver = isNull(field.value) ? undefined : wordOf(desk, field.value, "networks.driver", ["bridge", "overlay"]);
        if (driver === "overlay") unused(desk, field, "networks.driver", "There is one machine, so the network is a bridge on it.");
      },
      labels: (field: Entry) => readIdleLabels(desk, field, "networks.labels"),
      external: (field: Entry) => readExternal(desk, field, "networks", REFUSED_IN_NETWORK.external ?? ""),
    };
    eachField(desk, entry.value, "networks", readers, REFUSED_IN_NETWORK);
  }
}

function readConfigs(desk: Desk, top: Entry, stack: StackDraft): void {
  for (const entry of isNull(top.value) ? [] : (mapOf(desk, top.value, "configs") ?? [])) {
    if (!FILE_NAME.test(entry.key)) wrong(desk, entry, "configs", "The name of a config has 1 to 63 letters, digits, _ . and -.");
    const config: ConfigDraft = { content: null, entry };
    stack.configs.set(entry.key, config);
    const content = (field: Entry) => {
      const text = textOf(desk, field.value, "configs.content");
      if (text === undefined) return;
      if (new TextEncoder().encode(text).length > MOST_CONTENT) refuse(desk, field, "configs.content", "The text of a config has at most 500 kB.");
      else config.content = text;
    };
    const readers = { content, labels: (field: Entry) => readIdleLabels(desk, field, "configs.labels") };
    eachField(desk, entry.value, "configs", { ...readers, external: (field: Entry) => readExternal(desk, field, "configs", PASTE) }, REFUSED_IN_CONFIG);
    if (entry.value.kind === "map" && !entry.value.entries.some(({ key }) => key === "content" || Object.hasOwn(REFUSED_IN_CONFIG, key) || key === "external"))
      wrong(desk, entry, "configs", `${entry.key} has no \`content\`. ${PASTE}`);
  }
}

/** `external: false` says nothing. */
function readExternal(desk: Desk, entry: Entry, field: string, reason: string): void {
  if (entry.value.kind === "scalar" && entry.value.value === false) return;
  refuse(desk, entry, `${field}.external`, `${field}.external is not allowed. ${reason}`, entry);
}
