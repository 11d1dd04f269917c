import { type DesiredService, isWaiting, type Strategy } from "@/lib/core/desired";
import type { Estimate } from "@/lib/core/estimate";
import { canonicalText, type DependencyCondition, type ServiceSpec, type StackSpec } from "@/lib/core/spec";
import type { Verdicts } from "@/lib/core/verdicts";
import { containers, line, type PlanInput, type PlanLine } from "./line";

const UNTIL: Record<DependencyCondition, string> = {
  service_started: "is up",
  service_healthy: "is healthy",
  service_completed_successfully: "has completed",
};

export function newLine(service: ServiceSpec, after: StackSpec, first: boolean): PlanLine {
  const { name } = service;
  const waits = service.dependsOn.map((dependency) => `${dependency.service} ${UNTIL[dependency.condition]}`).join(" and ");
  const leads = waits === "" && after.services.some((other) => other.dependsOn.some((dependency) => dependency.service === name));
  const when = waits === "" ? (leads ? `${name} starts first` : name) : `${name} when ${waits}`;
  const checked = service.healthcheck?.test && service.healthcheck.test[0] !== "NONE" ? ", with a health check" : "";
  const beside = service.sidekickOf ? `, one beside each ${service.sidekickOf}` : "";
  const what = service.scale === 0 ? "no containers yet, its scale is 0" : containers(service.scale) + checked + beside;
  return line("new", name, first ? `${when}: ${what}` : `${name}: new, ${what}${waits === "" ? "" : `, when ${waits}`}`);
}

const scaleAfter = ({ rescaled }: Verdicts, service: DesiredService): number => rescaled.find((one) => one.service === service)?.scale ?? service.scale;

export function unchangedLine(service: DesiredService, spec: ServiceSpec, { verdicts, drifted = new Set() }: PlanInput): PlanLine {
  const { name } = service;
  const scale = scaleAfter(verdicts, service);
  const stopped = service.running ? "" : ", stays stopped";
  if (scale !== service.scale) {
    const rest = service.running ? ", the containers that stay are not touched" : stopped;
    return line("scale", name, `${name}: scaled from ${service.scale} to ${scale}${rest}`);
  }
  const waits = isWaiting(service) ? `, its upgrade to revision ${service.target?.revision ?? ""} still waits` : "";
  const order =
    service.target && canonicalText(service.target.spec.dependsOn) !== canonicalText(spec.dependsOn)
      ? "; the new `depends_on` counts when its containers are replaced next"
      : "";
  const drift = drifted.has(name) ? "; what somebody changed of it at the engine stays too, until it is redeployed" : "";
  return line("unchanged", name, `${name}: unchanged${stopped}${waits}${order}${drift}`);
}

const WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

export function replaceLine({ service, spec }: Verdicts["changed"][number], input: PlanInput): PlanLine {
  const { verdicts, strategy, newest, hasRun, estimate } = input;
  const { name, scale } = service;
  const wanted = scaleAfter(verdicts, service);
  const rescaled = wanted === scale ? "" : `; scaled from ${scale} to ${wanted}`;
  const count = Math.min(scale, wanted);
  if (count === 0)
    return line("replace", name, `${name}: changed, ${scale === 0 ? "has no containers now" : `its ${containers(scale)} stopped and kept`}${rescaled}`);
  const beside = spec.sidekickOf ? `, each with its ${spec.sidekickOf}` : "";
  const image = newest?.has(name) ? ", with the newest image" : "";
  if (!isWaiting(service) && !hasRun(service))
    return line("replace", name, `${name}: ${containers(count)} made anew${beside}${image}, as none of it ever ran${rescaled}`);
  if (!isWaiting(service) && !service.running)
    return line(
      "replace",
      name,
      `${name}: is stopped, and starts with ${containers(count)} of the new form${beside}${image}; ${count === 1 ? "the old one is" : "old ones are"} kept${rescaled}`,
    );
  const pace = count === 1 ? "" : strategy.batchSize >= count ? " all at once" : ` ${WORDS[strategy.batchSize] ?? strategy.batchSize} at a time`;
  const lasts = lasting(estimate?.(spec, count) ?? null);
  return line("replace", name, `${name}: ${containers(count)} replaced${pace}${beside}${image}, ${whatOfTheOld(service, strategy)}${rescaled}${lasts}`);
}

/** Over an upgrade that waits, its candidate goes and the way back stays the same. */
function whatOfTheOld(service: DesiredService, { order }: Strategy): string {
  const { target, kept } = service;
  if (isWaiting(service)) {
    const candidate = target ? [`what revision ${target.revision} made of it is removed`] : ["as it is back in the file"];
    return [...candidate, ...(kept ? [`revision ${kept.revision} stays kept`] : [])].join(", ");
  }
  const olds = service.scale === 1 ? "the old one" : "old ones";
  if (order === "stop-first") return `${olds} stopped and kept`;
  return `${service.scale === 1 ? "the new one starts" : "new ones start"} first, then ${olds} stopped and kept`;
}

const BY: Record<Estimate["by"], string> = { upgrade: "the last upgrade", start: "its last start", check: "its health check" };

/** Rounded, as an estimate is: 4 s, 20 s, 3 min. Number and unit stay on one line. */
function lasting(estimate: Estimate | null): string {
  if (!estimate) return "";
  const seconds = Math.max(1, Math.round(estimate.ms / 1000));
  const text = seconds < 10 ? `${seconds}\u00a0s` : seconds < 90 ? `${Math.round(seconds / 5) * 5}\u00a0s` : `${Math.round(seconds / 60)}\u00a0min`;
  return `; about ${text}, going by ${BY[estimate.by]}`;
}

export const keptLine = ({ name, running }: DesiredService): PlanLine =>
  line("keep", name, running ? `${name}: kept running, no longer in the file` : `${name}: kept as it is, stopped, no longer in the file`);

export function goneLine(service: DesiredService, { hasRun }: PlanInput): PlanLine {
  return line("remove", service.name, `${service.name}: no longer in the file; ${fateOfGone(service, hasRun(service))}`);
}

function fateOfGone(service: DesiredService, hasRun: boolean): string {
  const { scale, target, kept } = service;
  if (isWaiting(service) && !kept) return `what revision ${target?.revision ?? ""} made of it is removed`;
  if (isWaiting(service))
    return `what revision ${target?.revision ?? ""} made of it is stopped and removed, revision ${kept?.revision ?? ""} stays kept until you confirm`;
  if (scale === 0) return "it has no containers";
  const its = `its ${containers(scale)}`;
  if (!hasRun) return `${its} never ran and ${scale === 1 ? "is" : "are"} removed`;
  const fate = service.running ? `${scale === 1 ? "is" : "are"} stopped and kept` : scale === 1 ? "stays stopped" : "stay stopped";
  return `${its} ${fate} until you confirm, and removed then`;
}
