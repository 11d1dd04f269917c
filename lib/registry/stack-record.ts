import type { DesiredService, DesiredStack, Generation, Lease, Phase } from "@/lib/core/desired";
import type { Problem } from "@/lib/core/errors";
import type { Protocol, ServiceSpec } from "@/lib/core/spec";
import type { LastChange, OperationKind, OperationStatus } from "@/lib/core/views";
import { fromNullableText, fromText, toMs } from "./column";
import type { StackServiceRow } from "./stack-rows";
import type { StackRecord } from "./types";

/** A stack as everybody sees it; `member` is the asker's and is added to it. */
export type CommonRecord = Omit<StackRecord, "member">;

/** Rows of several stacks, each stack's together, in their order. */
export function toRecords(rows: StackServiceRow[]): CommonRecord[] {
  const byStack = new Map<string, StackServiceRow[]>();
  for (const row of rows) {
    const own = byStack.get(row.id);
    if (own) own.push(row);
    else byStack.set(row.id, [row]);
  }
  return [...byStack.values()].flatMap((own) => toRecord(own) ?? []);
}

function toRecord(rows: StackServiceRow[]): CommonRecord | null {
  const desired = toDesired(rows);
  const [row] = rows;
  if (!row || !desired) return null;
  const { id, name, environmentId, environment, projectId, project, owner, revision, confirmedRevision } = row;
  return {
    ...{ id, name, environmentId, environment, projectId, project, owner, revision, confirmedRevision },
    switches: { viewersReadLogs: Boolean(row.viewersReadLogs), maintainersOpenShell: Boolean(row.maintainersOpenShell) },
    offer: row.offeredTo === null ? null : { to: row.offeredTo, by: row.offeredBy ?? "", at: toMs(row.offeredAt) ?? 0 },
    removing: desired.removing,
    lastChange: toLastChange(row),
    desired,
  };
}

function toDesired(rows: StackServiceRow[]): DesiredStack | null {
  const [row] = rows;
  if (!row) return null;
  return {
    id: row.id,
    environmentId: row.environmentId,
    name: row.name,
    owner: row.owner,
    removing: fromNullableText<{ volumes: string[] }>(row.removing),
    networks: fromText(row.networks),
    volumes: fromText(row.volumes),
    services: rows.flatMap((service) => toService(service) ?? []),
  };
}

function toService(row: StackServiceRow): DesiredService | null {
  if (row.serviceId === null) return null;
  const target = toGeneration(row, "target");
  // One that is being removed, or waits for it, is nobody's exception any more.
  const outside = target && fromNullableText<Record<string, number>>(row.outside)?.[row.service];
  return {
    id: row.serviceId,
    name: row.service,
    scale: row.scale,
    running: row.running,
    phase: row.phase as Phase,
    phaseSince: row.phaseSince.getTime(),
    phaseProblem: fromNullableText<Problem>(row.phaseProblem),
    target,
    kept: toGeneration(row, "kept"),
    strategy: fromText(row.strategy),
    restartRequestedAt: toMs(row.restartRequestedAt),
    leases: toLeases(row.leases),
    ...(row.scaleBefore !== null && { scaleBefore: row.scaleBefore }),
    ...(row.addresses !== null && { addresses: fromText<number[]>(row.addresses) }),
    ...(typeof outside === "number" && { outside }),
  };
}

function toGeneration(row: StackServiceRow, part: "target" | "kept"): Generation | null {
  const number = row[`${part}Number`];
  if (number === null) return null;
  return {
    number,
    revision: row[`${part}Revision`],
    spec: fromText<ServiceSpec>(row[`${part}Spec`]),
    imageId: row[`${part}ImageId`],
    digest: row[`${part}Digest`],
    wantedDigest: row[`${part}WantedDigest`],
    createdAt: row[`${part}CreatedAt`].getTime(),
    portSet: row[`${part}PortSet`] as 0 | 1,
  };
}

/** `60001 tcp 80 1 0,…` as the statement joins them; sorted by set, container and container port. */
function toLeases(text: string | null): Lease[] {
  const leases = (text?.split(",") ?? []).map((one): Lease => {
    const [port, protocol, target, index, portSet] = one.split(" ");
    return { port: Number(port), protocol: protocol as Protocol, target: Number(target), index: Number(index), portSet: Number(portSet) as 0 | 1 };
  });
  return leases.sort((a, b) => a.portSet - b.portSet || a.index - b.index || a.target - b.target || a.port - b.port);
}

function toLastChange(row: StackServiceRow): LastChange | null {
  if (row.operationId === null || row.operationAt === null) return null;
  return {
    operationId: row.operationId,
    kind: row.operationKind as OperationKind,
    service: row.operationService,
    actor: row.operationActor ?? "",
    at: row.operationAt.getTime(),
    status: row.operationStatus as OperationStatus,
  };
}
