import { countPorts, portRanges, portRangesInWords } from "@/lib/core/policy";
import { fixedPorts } from "@/lib/core/spec";
import type { Alongside, Desk } from "./desk";
import type { Draft } from "./fields/draft";
import { attachConfigs } from "./fields/files";
import { attachSecrets } from "./fields/secrets";
import { joinServices } from "./joined-services";
import { freePort } from "./lint/ports";
import { FILE_NAME } from "./names";
import { entryOf } from "./node";
import type { Spot } from "./place";
import { whyMissing } from "./profiles";
import { joinSidekicks } from "./sidekicks";
import type { StackDraft } from "./stack";
import { formatBytes } from "./units";
import { refuse, wrong } from "./values";

/** Checks that need more than one attribute or service. */
export function crossCheck(desk: Desk, stack: StackDraft): void {
  joinSidekicks(desk, stack.drafts);
  const names = new Set(stack.drafts.map((draft) => draft.spec.name));
  joinServices(desk, stack);
  runOnce(stack.drafts);
  // Left out for now is no leave to say anything: the profile is one variable away.
  for (const draft of [...stack.drafts, ...stack.leftOut]) checkOne(desk, stack, draft);
  for (const { dependencies } of stack.drafts)
    for (const { service, at } of dependencies) if (!names.has(service)) wrong(desk, at, "depends_on", whyMissing(stack, service));
  const others = desk.alongside.filter(({ spec }) => !names.has(spec.name));
  checkCounts(desk, stack, others);
  checkHostPorts(desk, stack.drafts, others);
  checkContainerNames(desk, stack.drafts, others);
  checkCycles(desk, stack.drafts);
}

/** What others wait for to end is not started again when it has, unless the file says so. */
function runOnce(drafts: Draft[]): void {
  const awaited = new Set(
    drafts.flatMap(({ spec }) => spec.dependsOn.filter(({ condition }) => condition === "service_completed_successfully")).map(({ service }) => service),
  );
  for (const { spec, given } of drafts) if (awaited.has(spec.name) && !given.has("restart")) spec.restart = { policy: "no" };
}

function checkOne(desk: Desk, stack: StackDraft, draft: Draft): void {
  attachConfigs(desk, draft, stack.configs);
  attachSecrets(desk, draft, stack);
  checkVolumes(desk, draft, stack);
  checkNetworks(desk, draft, stack);
  checkCopies(desk, draft);
  checkMemory(desk, draft);
}

const MOST_NETWORKS = 10;
const MOST_VOLUMES = 50;

/** Networks take addresses of the host, and ports come from one pool for everybody. */
function checkCounts(desk: Desk, stack: StackDraft, others: readonly Alongside[]): undefined {
  checkServices(desk, stack, others);
  const joined = others.flatMap(({ spec }) => spec.networks.map(({ name }) => name));
  const theirs = new Set(joined.filter((name) => name !== "default" && !stack.networks.has(name))).size;
  const network = [...stack.networks.values()][Math.max(0, MOST_NETWORKS - theirs)];
  const whose = theirs === 0 ? "" : `; ${theirs} ${theirs === 1 ? "is" : "are"} needed by services that run on outside of this file`;
  if (network) refuse(desk, network.entry, "networks", `A stack has at most ${MOST_NETWORKS} networks${whose}.`);
  const volume = [...stack.volumes.values()][MOST_VOLUMES];
  if (volume) refuse(desk, volume.entry, "volumes", `A stack has at most ${MOST_VOLUMES} volumes.`);

  const most = countPorts(portRanges(desk.policy));
  let wanted = others.reduce((sum, { spec, scale }) => sum + spec.ports.length * scale, 0);
  for (const draft of stack.drafts)
    for (const { at } of draft.ports) {
      wanted += draft.spec.scale;
      if (wanted > most)
        return refuse(desk, at, "ports", `The stack needs ${wanted} host ports up to here, and there are ${most} (${portRangesInWords(desk.policy)}).`);
    }
}

function checkServices(desk: Desk, { drafts }: StackDraft, others: readonly Alongside[]): void {
  const { maxServices } = desk.policy;
  const extra = others.length > 0 ? drafts[Math.max(0, maxServices - others.length)] : undefined;
  const more = `${others.length} more ${others.length === 1 ? "runs" : "run"} on outside of it`;
  if (extra) refuse(desk, extra.entry, "services", `A stack has at most ${maxServices} services; this file has ${drafts.length}, and ${more}.`);
}

const spotOf = (draft: Draft, key: string): Spot => entryOf(draft.entry.value, key) ?? draft.entry;

function checkVolumes(desk: Desk, draft: Draft, stack: StackDraft): void {
  for (const { mount, at } of draft.mounts)
    if (mount.type === "volume" && !stack.volumes.has(mount.source)) sayUndeclared(desk, stack, "volume", mount.source, at);
}

function checkNetworks(desk: Desk, draft: Draft, stack: StackDraft): void {
  for (const { name, at } of draft.networks) if (name !== "default" && !stack.networks.has(name)) sayUndeclared(desk, stack, "network", name, at);
}

function sayUndeclared(desk: Desk, stack: StackDraft, kind: "volume" | "network", name: string, at: Spot): void {
  const end = desk.report.text.length;
  const section = `${kind}s`;
  const gap = desk.report.text.endsWith("\n") ? "" : "\n";
  const block = !desk.report.full && !/^(\{|\.\.\.)/m.test(desk.report.text);
  // With a section already there its indentation is the author's; only a new one can be written without guessing.
  const fix =
    at.file === undefined && block && !stack.keys.has(section) && FILE_NAME.test(name)
      ? { label: "Declare it", from: end, to: end, insert: `${gap}${section}:\n  ${name}:\n` }
      : null;
  const message = `The ${kind} ${name} is not declared. Add \`${name}:\` under \`${section}:\` at the end of the file.`;
  desk.report.error({ rule: `compose.${section}`, at, short: "not declared", message, fix });
}

function checkCopies(desk: Desk, draft: Draft): void {
  const { spec } = draft;
  if (spec.scale < 2) return;
  const [port] = fixedPorts(spec);
  if (port) {
    const at = draft.ports.find((other) => other.port === port)?.at ?? draft.entry;
    const message = `Only one container can have host port ${port.published}, and ${spec.name} has ${spec.scale}. Write "${port.target}" alone for any free port, or keep one copy.`;
    desk.report.error({ rule: "policy.ports", at, short: "not allowed", message, fix: freePort(draft, port) });
  }
  if (spec.containerName !== null)
    refuse(
      desk,
      spotOf(draft, "container_name"),
      "container_name",
      `Only one container can be called ${spec.containerName}, and ${spec.name} has ${spec.scale}. Remove the line, or keep one copy.`,
    );
}

function checkMemory(desk: Desk, draft: Draft): void {
  const { memoryBytes, memoryReservationBytes } = draft.spec;
  const given = draft.given.get("memoryReservationBytes");
  if (!given || memoryReservationBytes === null || memoryReservationBytes <= memoryBytes) return;
  wrong(desk, given.at, "mem_reservation", `The reservation is above the limit of ${formatBytes(memoryBytes)}. Raise \`mem_limit\`, or reserve less.`);
}

function checkHostPorts(desk: Desk, drafts: Draft[], others: readonly Alongside[]): void {
  const held = new Map(others.flatMap(({ spec, ports }) => ports.map((port) => [port, spec.name] as const)));
  const taken = new Map<string, { name: string; at: Spot }>();
  for (const draft of drafts)
    for (const { port, at } of draft.ports) {
      if (port.published === null) continue;
      const key = `${port.published}/${port.protocol}`;
      const first = taken.get(key);
      const holder = held.get(key);
      if (holder !== undefined) {
        const message = `Host port ${port.published} is taken by ${holder}, which runs on outside of this file. Write "${port.target}" alone for any free one, or remove ${holder}.`;
        desk.report.error({ rule: "port.taken", at, short: "port is taken", message, fix: freePort(draft, port) });
      } else if (first) wrong(desk, at, "ports", `Host port ${port.published} is already taken by ${first.name} in ${desk.report.lineOf(first.at)}.`);
      else taken.set(key, { name: draft.spec.name, at });
    }
}

function checkContainerNames(desk: Desk, drafts: Draft[], others: readonly Alongside[]): void {
  const taken = new Map(
    others.flatMap(({ spec }) => (spec.containerName === null ? [] : [[spec.containerName, `${spec.name}, which runs on outside of this file,`]])),
  );
  for (const draft of drafts) {
    const { containerName, name } = draft.spec;
    if (containerName === null) continue;
    const first = taken.get(containerName);
    if (first) wrong(desk, spotOf(draft, "container_name"), "container_name", `${first} already has the name ${containerName}.`);
    taken.set(containerName, name);
  }
}

/** Every cycle is named once, at the service that closes it. */
function checkCycles(desk: Desk, drafts: Draft[]): void {
  const byName = new Map(drafts.map((draft) => [draft.spec.name, draft]));
  const done = new Set<string>();
  const visit = (draft: Draft, trail: string[]): void => {
    const { name } = draft.spec;
    for (const { service, at } of draft.dependencies) {
      const start = [...trail, name].indexOf(service);
      const next = byName.get(service);
      if (start !== -1)
        wrong(
          desk,
          at,
          "depends_on",
          `These wait for each other: ${[...trail, name].slice(start).join(" waits for ")} waits for ${service}. None could start; remove one of them.`,
        );
      else if (next && !done.has(service)) visit(next, [...trail, name]);
    }
    done.add(name);
  };
  for (const draft of drafts) if (!done.has(draft.spec.name)) visit(draft, []);
}
