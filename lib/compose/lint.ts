import type { Desk } from "./desk";
import type { Draft } from "./fields/draft";
import { parseImage } from "./names";
import { entryOf } from "./node";

const DATABASE =
  /postgres|postgis|timescale|mysql|mariadb|percona|mongo|redis|valkey|keydb|influx|elastic|opensearch|cassandra|scylla|couch|clickhouse|cockroach|neo4j|rethink|etcd|rabbitmq|memgraph|victoria|(^|[-_])(db|database)([-_]|$)/;

const isDatabase = (draft: Draft) => DATABASE.test(parseImage(draft.spec.image)?.base ?? "");

/** What is allowed but seldom meant. */
export function lint(desk: Desk, drafts: Draft[]): void {
  const byName = new Map(drafts.map((draft) => [draft.spec.name, draft]));
  for (const draft of drafts) {
    noteRandomPorts(desk, draft);
    noteHealth(desk, draft);
    warnDatabase(desk, draft);
    warnConditions(desk, draft, byName);
  }
}

function noteRandomPorts(desk: Desk, { spec, ports }: Draft): void {
  const { from, to } = desk.policy.hostPorts;
  for (const { port, at } of ports) {
    if (port.published !== null) continue;
    const message = `${spec.name} gets a random host port, any free one of ${from} to ${to}.`;
    desk.report.notice({ rule: "port.random", at, short: "random host port", message });
  }
}

function noteHealth(desk: Desk, { spec, entry }: Draft): void {
  if (spec.healthcheck !== null || spec.image === "") return;
  const message = `${spec.name} has no health check here. Unless its image has one, it counts as good as soon as it runs, also during upgrades.`;
  desk.report.notice({ rule: "lint.no-healthcheck", at: entry, short: "no health check", message });
}

function warnDatabase(desk: Desk, draft: Draft): void {
  const { spec, entry } = draft;
  if (!isDatabase(draft)) return;
  const shared = draft.mounts.find(({ mount }) => mount.type === "volume" && !mount.readOnly);
  if (shared && spec.scale > 1) {
    const message = `${spec.name} looks like a database, and its ${spec.scale} copies would write into the same volume. Most databases damage their data that way; keep one copy.`;
    desk.report.warning({ rule: "lint.database-volume-scale", at: shared.at, short: "shared by copies", message });
  }
  if (!shared && spec.scale > 0) {
    const at = entryOf(entry.value, "image") ?? entry;
    const message = `${spec.name} looks like a database without a volume: its data lives in the container and is lost when an upgrade is confirmed.`;
    desk.report.warning({ rule: "lint.database-without-volume", at, short: "data is not kept", message });
  }
}

function warnConditions(desk: Desk, draft: Draft, byName: Map<string, Draft>): void {
  for (const { service, condition } of draft.spec.dependsOn) {
    const target = byName.get(service)?.spec;
    const at = draft.dependencies.find((dependency) => dependency.service === service)?.at ?? draft.entry;
    if (condition === "service_completed_successfully" && target?.restart.policy === "unless-stopped") {
      const message = `${draft.spec.name} waits for ${service} to end, but ${service} is restarted whenever it ends. Give ${service} \`restart: "no"\`.`;
      desk.report.warning({ rule: "lint.never-completes", at, short: "never ends", message });
    }
    if (condition === "service_healthy" && target?.healthcheck?.test?.[0] === "NONE") {
      const message = `${draft.spec.name} waits for ${service} to be healthy, but the health check of ${service} is switched off.`;
      desk.report.warning({ rule: "lint.never-healthy", at, short: "never healthy", message });
    }
  }
}
