import type { OwnThings } from "@/lib/compose/desk";
import { fail } from "@/lib/core/errors";
import { MOST_SECRET_BYTES, MOST_SECRETS, usesOf } from "@/lib/core/secrets";
import type { StackSpec } from "@/lib/core/spec";
import type { ReviewView } from "@/lib/core/views";
import type { RegistryReads, StackRecord } from "@/lib/registry/types";
import type { Tx } from "./change-stack";
import type { OpContext } from "./context";

/** Texts typed beside a compose text, by name, in base64: stored when it is deployed. */
export type TypedSecrets = Record<string, string>;

type Stored = Awaited<ReturnType<RegistryReads["secrets"]>>;

export const storedSecrets = async (reads: Pick<RegistryReads, "secrets">, stack: Pick<StackRecord, "id"> | null): Promise<Stored> =>
  stack ? reads.secrets({ kind: "all" }, { stackId: stack.id }) : [];

export const ownOf = async (reads: Pick<RegistryReads, "secrets">, stack: Pick<StackRecord, "id"> | null, typed?: readonly string[]): Promise<OwnThings> =>
  ownThings(await storedSecrets(reads, stack), typed);

/** What a text may use of the stack's secrets: those that are stored, each with the text that a new container gets, and those that come with it. */
export function ownThings(stored: Stored, typed: readonly string[] = []): OwnThings {
  const versions = new Map(stored.map(({ name, version }) => [name, version]));
  for (const name of typed) versions.set(name, (versions.get(name) ?? 0) + 1);
  return { volumesOutsideStack: [], secrets: [...versions.keys()].sort(), secretVersions: Object.fromEntries([...versions].sort()) };
}

/** The secrets that a text declares, and which of them are stored. */
export function secretsInFile(stored: Stored, names: readonly string[]): NonNullable<ReviewView["secrets"]> {
  return names.map((name) => {
    const row = stored.find((one) => one.name === name);
    return { name, stored: row ? { version: row.version, changedAt: row.changedAt, author: row.author } : null };
  });
}

/** Secrets stand in a spec by name alone. */
export const secretNames = (spec: StackSpec | null): string[] =>
  [...new Set((spec?.services ?? []).flatMap(({ secrets = [] }) => secrets.map(({ source }) => source)))].sort();

/** Seals and stores the texts, and forgets those that no container needs any more. Returns the version of each. */
export async function storeSecrets(
  ctx: Pick<OpContext, "sealing" | "actor" | "now">,
  tx: Tx,
  stack: Pick<StackRecord, "id" | "desired"> | { id: string; desired: null },
  typed: TypedSecrets = {},
): Promise<Record<string, number>> {
  const names = Object.keys(typed);
  if (names.length === 0) return {};
  const stored = await tx.secrets({ kind: "all" }, { stackId: stack.id });
  const after = new Set([...stored.map(({ name }) => name), ...names]);
  if (after.size > MOST_SECRETS) throw fail("INVALID_INPUT", { field: "secrets", reason: `a stack has at most ${MOST_SECRETS}` });
  const versions: Record<string, number> = {};
  for (const [name, base64] of Object.entries(typed)) {
    const bytes = Buffer.from(base64, "base64");
    if (bytes.length === 0) throw fail("INVALID_INPUT", { field: `secret ${name}`, reason: "its text is empty" });
    if (bytes.length > MOST_SECRET_BYTES) throw fail("INVALID_INPUT", { field: `secret ${name}`, reason: "a secret has at most 500 kB" });
    const seal = (place: string) => ctx.sealing.seal(bytes.toString("base64"), place);
    versions[name] = await tx.putSecret({ stackId: stack.id, name, bytes: bytes.length, authorId: ctx.actor.userId, at: ctx.now(), seal });
    const inUse = usesOf(name, stack.desired?.services ?? []).map(({ version }) => version);
    await tx.dropOldTexts(stack.id, name, inUse);
  }
  return versions;
}
