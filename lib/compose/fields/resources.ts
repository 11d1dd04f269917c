import { canonicalText, type RestartSpec } from "@/lib/core/spec";
import type { Desk } from "../desk";
import { type Entry, entryOf, isNull, type Node } from "../node";
import { formatBytes } from "../units";
import { bytesOf, eachField, millisOf, numberOf, refuse, removal, textOf, wordOf, wrong } from "../values";
import { type Draft, give } from "./draft";
import { readLabels } from "./environment";
import { unused } from "./health";
import { readRollback, readRollout } from "./rollout";

/** The engine does not start a container with less. */
const LEAST_MEMORY = 6 * 1024 * 1024;

export function readMemory(desk: Desk, draft: Draft, entry: Entry, key: "memoryBytes" | "memoryReservationBytes", field: string): void {
  const most = desk.policy.limits.memoryBytes;
  give(desk, draft, key, bytesOf(desk, entry.value, field, { least: LEAST_MEMORY, most, range: `6m to ${formatBytes(most)}` }), entry.value, field);
}

export function readCpus(desk: Desk, draft: Draft, entry: Entry, field: string): void {
  const limits = { least: 0.01, most: desk.policy.limits.cpus, whole: false, unlimited: "Say how many processors are enough." };
  give(desk, draft, "cpus", numberOf(desk, entry.value, field, limits), entry.value, field);
}

export function readPids(desk: Desk, draft: Draft, entry: Entry, field: string): void {
  const limits = { least: 1, most: desk.policy.limits.pids, whole: true, unlimited: "Say how many processes are enough." };
  give(desk, draft, "pids", numberOf(desk, entry.value, field, limits), entry.value, field);
}

export function readShm(desk: Desk, draft: Draft, entry: Entry): void {
  const most = desk.policy.limits.shmBytes;
  give(desk, draft, "shmBytes", bytesOf(desk, entry.value, "shm_size", { least: 1024, most, range: `1k to ${formatBytes(most)}` }), entry.value, "shm_size");
}

/** A service that wants more kept free for it than containers get by default has said how much it may have. */
export function raiseMemory(desk: Desk, draft: Draft): void {
  const { memoryBytes, memoryReservationBytes: wanted } = draft.spec;
  const said = draft.given.get("memoryReservationBytes");
  if (!said || wanted === null || wanted <= memoryBytes || draft.given.has("memoryBytes")) return;
  draft.spec.memoryBytes = wanted;
  const message = `${draft.spec.name} gets this much and no more: without \`mem_limit\` the limit would be ${formatBytes(memoryBytes)}, which is less than it reserves.`;
  desk.report.notice({ rule: "compose.raised-limit", at: said.at, short: "is the limit too", message });
}

/** `scale` and `deploy.replicas`; 0 keeps the service without containers. */
export function readScale(desk: Desk, draft: Draft, entry: Entry, field: string): void {
  give(desk, draft, "scale", numberOf(desk, entry.value, field, { least: 0, most: desk.policy.maxScale, whole: true }), entry.value, field);
}

export function readRestart(desk: Desk, draft: Draft, node: Node): void {
  desk.listener?.words(node.path, RESTARTS);
  if (isNull(node)) return;
  const text = textOf(desk, node, "restart")?.toLowerCase();
  if (text === undefined || text === "") return;
  const restart = restartOf(text);
  if (restart) give(desk, draft, "restart", restart, node, "restart");
  else wrong(desk, node, "restart", 'restart is "no", always, unless-stopped, on-failure or on-failure:5.');
}

const RESTARTS = ['"no"', "unless-stopped", "on-failure", "on-failure:5", "always"];

function restartOf(text: string): RestartSpec | null {
  if (text === "always" || text === "unless-stopped") return { policy: "unless-stopped" };
  // YAML 1.1 readers make `no` a boolean, and people write what such readers show them.
  if (text === "no" || text === "false" || text === "off") return { policy: "no" };
  const match = /^on-failure(?::(\d{1,4}))?$/.exec(text);
  return match ? { policy: "on-failure", maxRetries: Number(match[1] ?? 0) } : null;
}

export function readLogging(desk: Desk, draft: Draft, node: Node): void {
  if (isNull(node)) return;
  const { limits } = desk.policy;
  const log = { ...draft.spec.log };
  const idle = (key: string) => (option: Entry) => unused(desk, option, `logging.options.${key}`, "Lines are kept as they come.");
  const options = (entry: Entry) => {
    if (isNull(entry.value)) return;
    eachField(desk, entry.value, "logging.options", {
      "max-size": (size) => {
        const range = `4k to ${formatBytes(limits.logMaxSizeBytes)}`;
        log.maxSizeBytes = bytesOf(desk, size.value, "logging.options.max-size", { least: 4096, most: limits.logMaxSizeBytes, range }) ?? log.maxSizeBytes;
      },
      "max-file": (files) => {
        log.maxFiles = numberOf(desk, files.value, "logging.options.max-file", { least: 1, most: limits.logMaxFiles, whole: true }) ?? log.maxFiles;
      },
      "max-buffer-size": (size) => {
        const range = { least: 1, most: limits.logMaxSizeBytes, range: `up to ${formatBytes(limits.logMaxSizeBytes)}` };
        bytesOf(desk, size.value, "logging.options.max-buffer-size", range);
        idle("max-buffer-size")(size);
      },
      ...Object.fromEntries(IDLE_LOG_OPTIONS.map((key) => [key, idle(key)])),
    });
  };
  eachField(desk, node, "logging", { driver: (entry) => readLogDriver(desk, entry), options });
  draft.spec.log = log;
}

/** How json-file stores lines, or what harmless it adds to them: nothing that would show here. */
const IDLE_LOG_OPTIONS = ["compress", "labels", "mode", "tag"];

function readLogDriver(desk: Desk, entry: Entry): void {
  desk.listener?.words(entry.path, ["json-file", "local"]);
  const driver = textOf(desk, entry.value, "logging.driver");
  if (driver === "local") unused(desk, entry, "logging.driver", "Logs are kept as json-file, so that they can be read here.");
  if (driver === undefined || driver === "" || driver === "json-file" || driver === "local") return;
  refuse(
    desk,
    entry.value,
    "logging.driver",
    `Logs must stay readable here, so the driver is json-file; ${driver} would send them elsewhere or lose them. Remove the line.`,
    entry,
  );
}

const MODES: Record<string, string> = {
  global: "One on each machine is one, for there is one machine. Remove the line.",
  "global-job": 'Services run until they are stopped. Remove the line, and write `restart: "no"` for a program that ends.',
  "replicated-job": 'Services run until they are stopped. Remove the line, and write `restart: "no"` for a program that ends.',
};

/** One word is meant here anyway; others get the reason why not. */
export function readMode(desk: Desk, entry: Entry, field: string, word: string, others: Record<string, string>): void {
  desk.listener?.words(entry.value.path, [word]);
  const text = textOf(desk, entry.value, field);
  if (text === undefined || text === word) return;
  const why = Object.hasOwn(others, text) ? others[text] : undefined;
  const message = why === undefined ? `${field} can be ${word}.` : `${field} cannot be ${text} here. ${why}`;
  desk.report.error({
    rule: `compose.${field}`,
    at: entry.value,
    short: why === undefined ? "not understood" : "not allowed",
    message,
    fix: why ? removal(desk, entry) : null,
  });
}

export function readDeploy(desk: Desk, draft: Draft, node: Node): void {
  if (isNull(node)) return;
  eachField(
    desk,
    node,
    "deploy",
    {
      mode: (entry) => readMode(desk, entry, "deploy.mode", "replicated", MODES),
      replicas: (entry) => readScale(desk, draft, entry, "deploy.replicas"),
      resources: (entry) => readResources(desk, draft, entry.value),
      restart_policy: (entry) => readRestartPolicy(desk, draft, entry.value),
      update_config: (entry) => readRollout(desk, draft, entry),
      rollback_config: (entry) => readRollback(desk, entry),
      labels: (entry) => {
        const labels = readLabels(desk, entry.value, "deploy.labels");
        if (Object.keys(labels).length > 0) unused(desk, entry, "deploy.labels", "Containers get those under `labels` of the service.");
      },
      endpoint_mode: (entry) => {
        if (wordOf(desk, entry.value, "deploy.endpoint_mode", ["vip", "dnsrr"]) === "vip")
          unused(desk, entry, "deploy.endpoint_mode", "The name of a service answers with the address of every copy.");
      },
    },
    { placement: "There is one machine, so nothing can be placed. Remove it." },
  );
}

const NO_DEVICES = {
  devices: "Devices of the host are not handed out by file. Ask an administrator.",
  generic_resources: "There are none to hand out. Remove it.",
};

function readResources(desk: Desk, draft: Draft, node: Node): void {
  if (isNull(node)) return;
  const at = "deploy.resources";
  const limits = (entry: Entry) => {
    const field = `${at}.limits`;
    if (isNull(entry.value)) return;
    eachField(
      desk,
      entry.value,
      field,
      {
        memory: (limit) => readMemory(desk, draft, limit, "memoryBytes", `${field}.memory`),
        cpus: (limit) => readCpus(desk, draft, limit, `${field}.cpus`),
        pids: (limit) => readPids(desk, draft, limit, `${field}.pids`),
      },
      NO_DEVICES,
    );
  };
  const reservations = (entry: Entry) => {
    const field = `${at}.reservations`;
    if (isNull(entry.value)) return;
    eachField(
      desk,
      entry.value,
      field,
      {
        memory: (wish) => readMemory(desk, draft, wish, "memoryReservationBytes", `${field}.memory`),
        cpus: (wish) => {
          numberOf(desk, wish.value, `${field}.cpus`, { least: 0, most: desk.policy.limits.cpus, whole: false });
          unused(desk, wish, `${field}.cpus`, "One machine cannot keep processors free; the limit counts.");
        },
        pids: (wish) => {
          numberOf(desk, wish.value, `${field}.pids`, { least: 0, most: desk.policy.limits.pids, whole: true });
          unused(desk, wish, `${field}.pids`, "The limit counts.");
        },
      },
      NO_DEVICES,
    );
  };
  eachField(desk, node, at, { limits, reservations });
}

/** Swarm's words, and those of `restart`, which Compose takes here as well. */
const CONDITIONS = ["none", "on-failure", "any", "no", "always", "unless-stopped"] as const;

function readRestartPolicy(desk: Desk, draft: Draft, node: Node): void {
  if (isNull(node)) return;
  const field = "deploy.restart_policy";
  const said: { condition: (typeof CONDITIONS)[number] | undefined; maxRetries: number | undefined } = { condition: "any", maxRetries: 0 };
  const timing = (entry: Entry) => {
    millisOf(desk, entry.value, `${field}.${entry.key}`, { least: 0, most: 86_400_000, range: "0 to 24h" });
    unused(desk, entry, `${field}.${entry.key}`, "Restarts wait longer each time by themselves.");
  };
  eachField(desk, node, field, {
    condition: (entry) => (said.condition = wordOf(desk, entry.value, `${field}.condition`, CONDITIONS)),
    max_attempts: (entry) => (said.maxRetries = numberOf(desk, entry.value, `${field}.max_attempts`, { least: 0, most: 9999, whole: true })),
    delay: timing,
    window: timing,
  });
  const { condition, maxRetries } = said;
  if (condition === undefined || maxRetries === undefined) return;
  const restart: RestartSpec =
    condition === "none" || condition === "no"
      ? { policy: "no" }
      : condition === "on-failure"
        ? { policy: "on-failure", maxRetries }
        : { policy: "unless-stopped" };
  draft.later.push(() => {
    const plain = draft.given.get("restart");
    const entry = entryOf(draft.entry.value, "restart");
    if (plain && entry && canonicalText(plain.value) !== canonicalText(restart))
      unused(desk, entry, "restart", `\`${field}\` says something else, and counts.`);
    draft.given.set("restart", { value: restart, at: node });
    draft.spec.restart = restart;
  });
}

const SIGNALS =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS".split(
    " ",
  );

/** `TERM`, `SIGTERM`, `15` and `SIGRTMIN+3`. */
export function readSignal(desk: Desk, node: Node): string | undefined {
  const text = textOf(desk, node, "stop_signal")?.toUpperCase();
  if (text === undefined) return undefined;
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 64) return String(Number(text));
  const name = text.replace(/^SIG/, "");
  if (SIGNALS.includes(name) || /^RT(MIN(\+([1-9]|1[0-5]))?|MAX(-([1-9]|1[0-4]))?)$/.test(name)) return `SIG${name}`;
  return wrong(desk, node, "stop_signal", "stop_signal is the name of a signal, such as SIGTERM or SIGINT.");
}

export function readStopGrace(desk: Desk, node: Node): number | undefined {
  const seconds = desk.policy.limits.stopGraceSeconds;
  const ms = millisOf(desk, node, "stop_grace_period", { least: 0, most: seconds * 1000, range: `0 to ${seconds}s` });
  return ms === undefined ? undefined : Math.ceil(ms / 1000);
}
