import { toRancherCompose } from "@/lib/compose/rancher-export";
import { can, scopeOf } from "@/lib/core/access";
import { problemOf } from "@/lib/core/errors";
import { hide, looksSecret, secretsOf } from "@/lib/core/masking";
import type { StackSpec } from "@/lib/core/spec";
import type { RevisionView } from "@/lib/core/views";
import { type GitFile, GitRepository } from "@/lib/export/git-repository";
import { MANIFEST_FILE, RANCHER_FILE, type StackExport } from "@/lib/export/stack-export";
import { filesOf, tarEnd, tarOf, tarPiece } from "@/lib/export/write-export";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import { requireRevision } from "./list-revisions";
import { secretNames } from "./own-secrets";
import { requireEnvironment, requireStack } from "./require-stack";
import { textsFor } from "./veil";

interface Key {
  environment: string;
  stack: string;
  /** The latest when none is named. */
  revision: number | null;
}

/** The compose file of a stack as its author wrote it. */
export async function exportStack({ ctx, input }: OpArgs<Key>): Promise<{ name: string; text: string }> {
  const { name, composeText } = await exported(ctx, input);
  return { name, text: composeText };
}

/** The same stack's rancher-compose.yml. */
export async function exportRancher({ ctx, input }: OpArgs<Key>): Promise<{ name: string; text: string }> {
  const { name, rancherText } = await exported(ctx, input);
  return { name, text: rancherText };
}

/** One stack with everything that belongs to it, as pieces of a tar. */
export async function exportArchive({ ctx, input }: OpArgs<Key>): Promise<{ name: string; pieces: AsyncIterable<Uint8Array> }> {
  const stack = await exported(ctx, input);
  return { name: stack.name, pieces: piecesOf(ctx, [() => Promise.resolve(stack)]) };
}

/** Every stack of an environment that the actor may see, one folder each; one at a time is in memory. */
export async function exportEnvironment({ ctx, input }: OpArgs<{ environment: string }>): Promise<{ name: string; pieces: AsyncIterable<Uint8Array> }> {
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const stacks = await ctx.registry.stacks(scopeOf(ctx.actor), ctx.actor.userId, environment.id);
  const readable = stacks.filter(({ member }) => can(ctx.actor, "file.read", member));
  return {
    name: environment.name,
    pieces: piecesOf(
      ctx,
      readable.map((stack) => async () => toExport(ctx, stack, await latest(ctx, stack, null))),
    ),
  };
}

/**
 * Every revision of a stack as a commit of a bare git repository, as pieces of a tar: to unpack and clone. A revision is the same commit in every
 * export, so that a clone of an earlier one can pull from a later one.
 */
export async function exportHistory({ ctx, input }: OpArgs<Pick<Key, "environment" | "stack">>): Promise<{ name: string; pieces: AsyncIterable<Uint8Array> }> {
  const { stack } = await requireStack(ctx, input, "file.read");
  const numbers = (await ctx.registry.history(scopeOf(ctx.actor), stack.id)).map(({ number }) => number).reverse();
  return { name: `${stack.name}-history`, pieces: commitsOf(ctx, stack, numbers) };
}

async function* commitsOf(ctx: OpContext, stack: StackRecord, numbers: number[]): AsyncGenerator<Uint8Array> {
  const repository = new GitRepository();
  const at = ctx.now();
  // Named after the stack: several unpacked beside each other stay apart.
  const inFolder = (files: GitFile[]) => files.map(({ path, bytes }) => ({ path: `${stack.name}.git/${path}`, bytes }));
  for (const number of numbers) {
    const revision = await requireRevision(ctx, stack, number);
    const { author, createdAt } = revision;
    const files = committed(await toExport(ctx, stack, revision));
    yield tarOf(inFolder(repository.commit({ author, at: createdAt, message: commitMessage(revision), tag: `revision-${number}`, files })), at);
  }
  yield tarOf(inFolder(repository.end()), at);
  yield tarEnd();
}

/** What people wrote. A translation for Rancher and the manifest also say what holds today. */
function committed(stack: StackExport): Record<string, string> {
  const { [MANIFEST_FILE]: _manifest, [RANCHER_FILE]: rancher, ...files } = filesOf(stack);
  return { ...files, ...(rancher !== undefined && stack.manifest.rancherWritten && { [RANCHER_FILE]: rancher }) };
}

function commitMessage({ number, message, approvedBy, outside }: Revision): string {
  const trailer = approvedBy === undefined ? [] : [`Approved-by: ${approvedBy}`];
  const outsideWords = outside ? [`Runs on outside of this file: ${Object.keys(outside).sort().join(", ")}`] : [];
  return [message ?? `Revision ${number}`, ...outsideWords, ...trailer].join("\n\n");
}

async function* piecesOf(ctx: OpContext, stacks: (() => Promise<StackExport>)[]): AsyncGenerator<Uint8Array> {
  const at = ctx.now();
  for (const read of stacks) {
    const stack = await read().catch(nullIfGone);
    if (stack) yield tarPiece(stack, at);
  }
  yield tarEnd();
}

/** A stack that went away in the meantime is not in it; whatever else fails must not leave one out without a word. */
function nullIfGone(error: unknown): null {
  if (problemOf(error).code !== "NOT_FOUND") throw error;
  return null;
}

async function exported(ctx: OpContext, input: Key): Promise<StackExport> {
  const { stack } = await requireStack(ctx, input, "file.read");
  return toExport(ctx, stack, await latest(ctx, stack, input.revision));
}

type Revision = RevisionView & { spec: StackSpec };

/** Null for a stack that never had a file. */
const latest = (ctx: OpContext, stack: StackRecord, revision: number | null): Promise<Revision> | null =>
  revision === null && stack.revision === 0 ? null : requireRevision(ctx, stack, revision ?? stack.revision);

async function toExport(ctx: OpContext, stack: StackRecord, revision: Revision | null): Promise<StackExport> {
  const texts = revision && (await textsFor(ctx, stack, revision));
  const { services } = stack.desired;
  const isLatest = revision?.number === stack.revision;
  const facts = new Map(services.flatMap(({ name, scale, strategy }) => (isLatest ? [[name, { scale, strategy }] as const] : [])));
  const seesValues = can(ctx.actor, "values.read", stack.member);
  const outside = revision ? outsideOf(stack, revision, isLatest) : [];
  const variables = Object.entries(revision?.variables ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name: stack.name,
    composeText: texts?.composeText ?? "",
    // As its author wrote it where there is one. A health check may carry a value in its address.
    rancherText: revision?.rancherText
      ? (texts?.rancherText ?? "")
      : revision
        ? hide(toRancherCompose(revision.spec, facts), secretsOf([revision.variables], revision.spec.services))
        : "",
    manifest: {
      format: "spindle-stack",
      version: 1,
      stack: stack.name,
      environment: stack.environment,
      project: stack.project,
      revision: revision?.number ?? 0,
      ...(revision?.rancherText && { rancherWritten: true }),
      author: revision?.author ?? null,
      message: revision?.message ?? null,
      exportedAt: new Date(ctx.now()).toISOString(),
      variables: variables.map(([name, value]) => ({ name, value: seesValues && !looksSecret(name) ? value : null })),
      secrets: secretNames(revision?.spec ?? null),
      volumes: stack.desired.volumes,
      services: (revision?.services ?? []).map(({ name, image, digest, imageId }) => ({
        name,
        image,
        digest: digest ?? imageId,
        ...scaleOf(name, revision, facts),
      })),
      ...(outside.length > 0 && { outside }),
    },
  };
}

/** What holds now, and where somebody scaled it beside the file what the file says. */
function scaleOf(service: string, revision: Revision | null, facts: ReadonlyMap<string, { scale: number }>): { scale: number; scaleInFile?: number } {
  const spec = revision?.spec.services.find(({ name }) => name === service);
  const inFile = spec?.scale ?? 1;
  const scale = facts.get(service)?.scale ?? inFile;
  // A sidekick goes with its primary.
  return { scale, ...(scale !== inFile && spec?.sidekickOf === undefined && { scaleInFile: inFile }) };
}

/** Of the present file, what runs; of an older one, the names that were written down. */
function outsideOf({ desired }: StackRecord, { outside = {} }: Revision, isLatest: boolean): NonNullable<StackExport["manifest"]["outside"]> {
  const names = Object.entries(outside).sort(([a], [b]) => (a < b ? -1 : 1));
  return names.flatMap(([name, since]) => {
    const service = isLatest ? desired.services.find((one) => one.name === name && one.outside !== undefined) : undefined;
    if (isLatest && !service) return [];
    const { target = null, scale = null } = service ?? {};
    return [{ name, image: target?.spec.image ?? null, digest: target?.digest ?? target?.imageId ?? null, scale, since }];
  });
}
