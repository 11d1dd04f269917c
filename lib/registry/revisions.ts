import { containerText, type StackSpec } from "@/lib/core/spec";
import type { RevisionSummary, RevisionView } from "@/lib/core/views";
import type { Prisma } from "@/lib/generated/sqlite/client";
import { fromText, toText } from "./column";
import type { Queryable } from "./queryable";
import { within } from "./scope";
import type { Touched } from "./touched";
import type { RegistryReads, RegistryWrites } from "./types";

type Reads = Pick<RegistryReads, "history" | "revision" | "variablesOf">;
type Writes = Pick<RegistryWrites, "addRevision" | "setOutside">;

/** By service: what its image was. */
type Images = Record<string, { imageId: string; digest: string | null }>;

const shape = { author: { select: { username: true } } } satisfies Prisma.RevisionInclude;
type Row = Prisma.RevisionGetPayload<{ include: typeof shape }>;
const summary = {
  number: true,
  message: true,
  createdAt: true,
  approvedBy: true,
  spec: true,
  images: true,
  outside: true,
  ...shape,
} satisfies Prisma.RevisionSelect;
type SummaryRow = Prisma.RevisionGetPayload<{ select: typeof summary }>;

export function revisionReads(db: Queryable): Reads {
  return {
    history: async (scope, stackId) => {
      const rows = await db.revision.findMany({ where: { stackId, stack: within(scope) }, select: summary, orderBy: { number: "desc" } });
      return rows.map((row) => toSummary(row, fromText(row.spec)));
    },
    revision: async (scope, stackId, number) => {
      const row = await db.revision.findFirst({ where: { stackId, number, stack: within(scope) }, include: shape });
      if (!row) return null;
      const spec = fromText<StackSpec>(row.spec);
      return { ...toView(row, spec), spec, hash: row.hash };
    },
    variablesOf: async (stackId, revisions) => {
      const rows = await db.revision.findMany({ where: { stackId, number: { in: revisions } }, select: { variables: true } });
      return rows.map((row) => fromText(row.variables));
    },
  };
}

export function revisionWrites(db: Queryable, touched: Touched): Writes {
  return {
    addRevision: async ({ stackId, composeText, rancherText, variables, spec, hash, authorId, approvedBy = null, message, at, outside = {} }) => {
      const last = await db.revision.aggregate({ where: { stackId }, _max: { number: true } });
      const number = (last._max.number ?? 0) + 1;
      const texts = {
        composeText,
        rancherText: rancherText || null,
        variables: toText(variables),
        spec: toText(spec),
        hash,
        images: toText(await imagesHere(db, stackId, spec)),
        outside: toText(Object.fromEntries(Object.entries(outside).map(([name, since]) => [name, since ?? number]))),
      };
      await db.revision.create({ data: { stackId, number, ...texts, authorId, approvedBy, message, createdAt: new Date(at) } });
      touched.stack(stackId);
      return number;
    },
    setOutside: async (stackId, number, outside) => {
      await db.revision.update({ where: { stackId_number: { stackId, number } }, data: { outside: toText(outside) } });
      touched.stack(stackId);
    },
  };
}

/** A service that the new file leaves as it was keeps its containers, and so its image. */
async function imagesHere(db: Queryable, stackId: string, spec: StackSpec): Promise<Images> {
  const services = await db.service.findMany({ where: { stackId }, select: { name: true, target: { select: { spec: true, imageId: true, digest: true } } } });
  const images: Images = {};
  for (const { name, target } of services) {
    const wanted = spec.services.find((service) => service.name === name);
    if (wanted && target?.imageId && containerText(fromText(target.spec)) === containerText(wanted)) {
      images[name] = { imageId: target.imageId, digest: target.digest };
    }
  }
  return images;
}

/** The image of a generation is known: it goes with its revision, and with every later one that left the service as it was. */
export async function recordRevisionImage(
  db: Queryable,
  generation: { stackId: string; service: string; revision: number; spec: string },
  image: Images[string],
): Promise<void> {
  const { stackId, service, revision } = generation;
  const text = containerText(fromText(generation.spec));
  const rows = await db.revision.findMany({ where: { stackId, number: { gte: revision } }, select: { number: true, spec: true, images: true } });
  for (const row of rows) {
    const images = fromText<Images>(row.images);
    const spec = fromText<StackSpec>(row.spec).services.find(({ name }) => name === service);
    if (images[service] || !spec || containerText(spec) !== text) continue;
    await db.revision.update({ where: { stackId_number: { stackId, number: row.number } }, data: { images: toText({ ...images, [service]: image }) } });
  }
}

function toSummary(row: SummaryRow, spec: StackSpec): RevisionSummary {
  const images = fromText<Images>(row.images);
  const outside = fromText<Record<string, number>>(row.outside);
  return {
    number: row.number,
    author: row.author.username,
    ...(row.approvedBy !== null && { approvedBy: row.approvedBy }),
    message: row.message,
    createdAt: row.createdAt.getTime(),
    services: spec.services.map(({ name, image }) => ({ name, image, imageId: images[name]?.imageId ?? null, digest: images[name]?.digest ?? null })),
    ...(Object.keys(outside).length > 0 && { outside }),
  };
}

function toView(row: Row, spec: StackSpec): RevisionView {
  return {
    ...toSummary(row, spec),
    composeText: row.composeText,
    rancherText: row.rancherText,
    variables: fromText(row.variables),
  };
}
