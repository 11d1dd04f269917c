import type { Draft } from "../fields/draft";
import { parseImage } from "../names";
import { entryOf } from "../node";
import { type Fix, linesAfter, ownEntry } from "./edits";
import { isChecked, type LintRoom, runsToItsEnd } from "./room";

/** Commands that the images bring themselves. */
const CHECKS: { image: RegExp; test: string[] }[] = [
  { image: /^(postgres|postgis|timescaledb)/, test: ["CMD", "pg_isready", "-h", "127.0.0.1"] },
  { image: /^mariadb/, test: ["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"] },
  { image: /^(mysql|percona)/, test: ["CMD", "mysqladmin", "ping", "-h", "127.0.0.1"] },
  { image: /^redis/, test: ["CMD", "redis-cli", "ping"] },
  { image: /^valkey/, test: ["CMD", "valkey-cli", "ping"] },
  { image: /^mongo/, test: ["CMD", "mongosh", "--quiet", "--eval", "db.runCommand({ ping: 1 }).ok"] },
  { image: /^rabbitmq/, test: ["CMD", "rabbitmq-diagnostics", "-q", "ping"] },
];

export function lintHealth(room: LintRoom): void {
  for (const draft of room.drafts) {
    noteUnchecked(room, draft);
    warnConditions(room, draft);
  }
}

function noteUnchecked(room: LintRoom, draft: Draft): void {
  const { spec, entry } = draft;
  if (spec.image === "") return;
  const facts = room.facts(draft);
  const unsure = facts === null && spec.healthcheck !== null;
  if (unsure || spec.healthcheck?.test?.[0] === "NONE" || isChecked(draft, facts) || runsToItsEnd(room, draft)) return;
  const message = facts
    ? `${spec.name} has no health check, neither here nor in its image. It counts as good as soon as it runs, also during upgrades.`
    : `${spec.name} has no health check here. Unless its image has one, it counts as good as soon as it runs, also during upgrades.`;
  room.desk.report.notice({ rule: "lint.no-healthcheck", at: entry, short: "no health check", message, fix: addCheck(room, draft) });
}

/** Only for images whose own command is known: a check that cannot pass is worse than none. */
function addCheck({ text, drafts }: LintRoom, draft: Draft): Fix | null {
  const base = parseImage(draft.spec.image)?.base ?? "";
  const check = CHECKS.find(({ image }) => image.test(base));
  const image = ownEntry(draft, drafts, "image");
  if (!check || !image || entryOf(draft.entry.value, "healthcheck")) return null;
  const edit = linesAfter(text, image, ["healthcheck:", `  test: ${JSON.stringify(check.test).replaceAll(",", ", ")}`, "  interval: 10s"]);
  return edit && { label: `Ask ${check.test[1]}`, ...edit };
}

function warnConditions(room: LintRoom, draft: Draft): void {
  const { report } = room.desk;
  for (const { service, condition } of draft.spec.dependsOn) {
    const other = room.byName.get(service);
    const at = draft.dependencies.find((dependency) => dependency.service === service)?.at ?? draft.entry;
    if (condition === "service_completed_successfully" && other?.spec.restart.policy === "unless-stopped") {
      const message = `${draft.spec.name} waits for ${service} to end, but ${service} is restarted whenever it ends. Give ${service} \`restart: "no"\`.`;
      report.warning({ rule: "lint.never-completes", at, short: "never ends", message, fix: runOnce(room, other) });
    }
    if (condition !== "service_healthy" || !other) continue;
    const fix = justStarted(room, draft, service);
    if (other.spec.healthcheck?.test?.[0] === "NONE") {
      const message = `${draft.spec.name} waits for ${service} to be healthy, but the health check of ${service} is switched off.`;
      report.warning({ rule: "lint.never-healthy", at, short: "never healthy", message, fix });
    } else if (!isChecked(other, room.facts(other)) && (room.facts(other) || other.spec.healthcheck === null)) {
      const where = room.facts(other) ? "no health check, neither here nor in its image. It" : "no health check here. Unless its image has one, it";
      const message = `${draft.spec.name} waits for ${service} to be healthy, but ${service} has ${where} counts as healthy as soon as it runs.`;
      report.warning({ rule: "lint.unchecked-dependency", at, short: "nothing to wait for", message, fix: addCheck(room, other) ?? fix });
    }
  }
}

function runOnce({ drafts }: LintRoom, draft: Draft): Fix | null {
  const own = ownEntry(draft, drafts, "restart")?.value;
  // It may be `deploy` that says so.
  if (own?.kind !== "scalar" || draft.given.get("restart")?.at !== own) return null;
  return { label: `Run ${draft.spec.name} once`, from: own.from, to: own.to, insert: '"no"' };
}

function justStarted({ drafts }: LintRoom, draft: Draft, service: string): Fix | null {
  const map = ownEntry(draft, drafts, "depends_on")?.value;
  const condition = map && entryOf(entryOf(map, service)?.value ?? map, "condition")?.value;
  return condition?.kind === "scalar" ? { label: "Wait until it is started", from: condition.from, to: condition.to, insert: "service_started" } : null;
}
