import type { EngineAddress } from "@/lib/core/engine-address";
import { fail } from "@/lib/core/errors";
import { completePolicy, DEFAULT_POLICY, type Policy } from "@/lib/core/policy";
import type { Environment } from "@/lib/generated/sqlite/client";
import { fromNullableText, fromText, toNullableText, toText } from "./column";
import type { Database } from "./database";
import { deepFreeze } from "./deep-freeze";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import type { EnvironmentRow, RegistryReads, RegistryWrites, StoredEnvironment } from "./types";
import { ifTaken } from "./unique";

type Reads = Pick<RegistryReads, "environments" | "environment" | "engineAddresses" | "stackCount">;
type Writes = Pick<RegistryWrites, "setPolicy" | "createEnvironment" | "updateEnvironment" | "deleteEnvironment">;

export function environmentReads(db: Queryable): Reads {
  return {
    environments: async () => (await db.environment.findMany({ orderBy: { name: "asc" } })).map(toRow),
    environment: async (name) => {
      const row = await db.environment.findUnique({ where: { name } });
      return row && toRow(row);
    },
    engineAddresses: async () =>
      (await db.environment.findMany({ orderBy: { name: "asc" } })).map((row) => ({ environmentId: row.id, address: toAddress(row) })),
    stackCount: (environmentId) => db.stack.count({ where: { environmentId } }),
  };
}

export function environmentWrites(db: Queryable, touched: Touched): Writes {
  return {
    setPolicy: async (environmentId, policy) => {
      await db.environment.update({ where: { id: environmentId }, data: { policy: toText(policy) } });
      touched.environments();
    },
    createEnvironment: async ({ policy, address, ...settings }, at) => {
      const id = newId();
      const { name, colour } = settings;
      const data = { id, name, colour, policy: toText(policy), createdAt: new Date(at), ...columns({ ...settings, ...address(id) }) };
      await db.environment.create({ data }).catch(ifTaken(() => fail("NAME_TAKEN", { name })));
      touched.environments();
      return id;
    },
    updateEnvironment: async (environmentId, patch) => {
      const taken = ifTaken(() => fail("NAME_TAKEN", { name: patch.name ?? "" }));
      const before = await db.environment.findUniqueOrThrow({ where: { id: environmentId }, select: { name: true, stacks: { select: { id: true } } } });
      await db.environment.update({ where: { id: environmentId }, data: columns(patch) }).catch(taken);
      // A stack's record says where it is by name.
      if (patch.name !== undefined && patch.name !== before.name) for (const { id } of before.stacks) touched.stack(id);
      touched.environments();
    },
    deleteEnvironment: async (environmentId) => {
      await db.operation.deleteMany({ where: { environmentId } });
      await db.environment.delete({ where: { id: environmentId } });
      touched.environments();
    },
  };
}

function columns({ openTo, tls, ...plain }: Partial<StoredEnvironment>) {
  return {
    ...plain,
    ...(openTo !== undefined && { openTo: toNullableText(openTo) }),
    ...(tls !== undefined && { tlsCa: tls?.ca ?? null, tlsCertificate: tls?.certificate ?? null, tlsKey: tls?.key ?? null }),
  };
}

export async function createEnvironment(database: Database, input: Pick<EnvironmentRow, "name" | "colour" | "policy">): Promise<string> {
  const id = newId();
  const { name, colour, policy } = input;
  await database.write((tx) => tx.environment.create({ data: { id, name, colour, policy: toText(policy), createdAt: new Date() } }));
  return id;
}

/** A fresh installation has one place to try things; does nothing when there is any environment. */
export async function seedEnvironment(database: Database): Promise<void> {
  if ((await database.prisma.environment.count()) > 0) return;
  await createEnvironment(database, { name: "sandbox", colour: "sandbox", policy: DEFAULT_POLICY });
}

function toRow({ id, name, colour, policy, baseDomain, openTo, needsApproval }: Environment): EnvironmentRow {
  return {
    id,
    name,
    colour: colour as EnvironmentRow["colour"],
    policy: policyIn(policy),
    baseDomain,
    openTo: fromNullableText<string[]>(openTo),
    needsApproval,
  };
}

function toAddress({ endpoint, pinned, tlsCa: ca, tlsCertificate: certificate, tlsKey: key }: Environment): EngineAddress {
  return { endpoint, pinned, tls: ca !== null && certificate !== null && key !== null ? { ca, certificate, key } : null };
}

/** Read with every request and changed once a year: the same text is the same object. */
const policies = new Map<string, Policy>();
const MOST_POLICIES = 100;
function policyIn(text: string): Policy {
  const known = policies.get(text);
  if (known) return known;
  if (policies.size >= MOST_POLICIES) policies.clear();
  const policy = deepFreeze(completePolicy(fromText<Partial<Policy>>(text)));
  policies.set(text, policy);
  return policy;
}
