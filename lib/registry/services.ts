import { toDate, toNullableText, toText } from "./column";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import { recordRevisionImage } from "./revisions";
import type { Touched } from "./touched";
import type { RegistryReads, RegistryWrites, ServicePatch } from "./types";

type Reads = Pick<RegistryReads, "scaleBefore">;
type Writes = Pick<RegistryWrites, "createService" | "updateService" | "deleteService" | "addGeneration" | "recordImage">;

const generationId = (serviceId: string, number: number): string => `${serviceId}:${number}`;

export function serviceReads(db: Queryable): Reads {
  return { scaleBefore: async (serviceId) => (await db.service.findUnique({ where: { id: serviceId }, select: { scaleBefore: true } }))?.scaleBefore ?? null };
}

export function serviceWrites(db: Queryable, touched: Touched): Writes {
  return {
    createService: async ({ stackId, name, scale, phase, at, strategy }) => {
      const id = newId();
      await db.service.create({ data: { id, stackId, name, scale, phase, phaseSince: new Date(at), strategy: toText(strategy) } });
      touched.stack(stackId);
      return id;
    },
    updateService: async (serviceId, patch) => {
      const { stackId } = await db.service.update({ where: { id: serviceId }, data: columnsOf(serviceId, patch), select: { stackId: true } });
      touched.stack(stackId);
    },
    deleteService: async (serviceId) => {
      const { stackId } = await db.service.delete({ where: { id: serviceId }, select: { stackId: true } });
      touched.stack(stackId);
    },
    addGeneration: async ({ serviceId, revision, spec, portSet, at, wantedDigest = null }) => {
      const last = await db.generation.aggregate({ where: { serviceId }, _max: { number: true } });
      const number = (last._max.number ?? 0) + 1;
      const { service } = await db.generation.create({
        data: { id: generationId(serviceId, number), serviceId, number, revision, spec: toText(spec), createdAt: new Date(at), portSet, wantedDigest },
        select: { service: { select: { stackId: true } } },
      });
      touched.stack(service.stackId);
      return number;
    },
    recordImage: async (serviceId, generation, { imageId, digest }) => {
      const { service, revision, spec } = await db.generation.update({
        where: { id: generationId(serviceId, generation) },
        data: { imageId, digest },
        select: { revision: true, spec: true, service: { select: { stackId: true, name: true } } },
      });
      await recordRevisionImage(db, { stackId: service.stackId, service: service.name, revision, spec }, { imageId, digest });
      touched.stack(service.stackId);
    },
  };
}

/** Only the columns the patch names: a missing key leaves a column alone, null empties it. */
function columnsOf(serviceId: string, patch: ServicePatch) {
  const generation = (number: number | null) => (number === null ? null : generationId(serviceId, number));
  return {
    ...(patch.scale !== undefined && { scale: patch.scale }),
    ...(patch.scaleBefore !== undefined && { scaleBefore: patch.scaleBefore }),
    ...(patch.running !== undefined && { running: patch.running }),
    ...(patch.phase !== undefined && { phase: patch.phase }),
    ...(patch.phaseSince !== undefined && { phaseSince: new Date(patch.phaseSince) }),
    ...(patch.phaseProblem !== undefined && { phaseProblem: toNullableText(patch.phaseProblem) }),
    ...(patch.targetGeneration !== undefined && { targetId: generation(patch.targetGeneration) }),
    ...(patch.keptGeneration !== undefined && { keptId: generation(patch.keptGeneration) }),
    ...(patch.strategy !== undefined && { strategy: toText(patch.strategy) }),
    ...(patch.addresses !== undefined && { addresses: toText(patch.addresses) }),
    ...(patch.restartRequestedAt !== undefined && { restartRequestedAt: toDate(patch.restartRequestedAt) }),
  };
}
