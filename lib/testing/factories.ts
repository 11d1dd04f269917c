import type { Scope, SiteRole } from "@/lib/core/access";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import { createEnvironment } from "@/lib/registry/environments";
import type { EnvironmentRow, NewOperation } from "@/lib/registry/types";
import type { TestDatabase } from "./database";
import { plainSpec } from "./spec";

export const EVERYTHING: Scope = { kind: "all" };

let count = 0;
const unique = (noun: string): string => {
  count += 1;
  return `${noun}-${count}`;
};

export interface MadeUser {
  id: string;
  username: string;
  role: SiteRole;
  projectId: string;
  scope: Scope;
}

/** The stored hash is no real one: nobody signs in as this user. */
export async function makeUser({ accounts, registry }: TestDatabase, role: SiteRole = "user", username = unique("user")): Promise<MadeUser> {
  const id = await accounts.createUser({ username, passwordHash: "not a hash", role, at: Date.now() });
  const project = await registry.personalProject(id);
  if (!project) throw new Error("a user has no project");
  return { id, username, role, projectId: project.id, scope: { kind: "projects-of", userId: id } };
}

export async function makeEnvironment({ database, registry }: TestDatabase, name = unique("env")): Promise<EnvironmentRow> {
  await createEnvironment(database, { name, colour: "sandbox", policy: DEFAULT_POLICY });
  const row = await registry.environment(name);
  if (!row) throw new Error("an environment vanished");
  return row;
}

export const serviceSpec = (changes: Partial<ServiceSpec> = {}): ServiceSpec => plainSpec({ image: "spindle-test/web:v1", ...changes });

export function stackSpec(services: ServiceSpec[] = [serviceSpec()]): StackSpec {
  return { services, networks: [{ name: "default", internal: false }], volumes: [] };
}

export interface MadeStack {
  id: string;
  name: string;
  environment: EnvironmentRow;
  serviceIds: Map<string, string>;
}

/** A stack at revision 1 with a target generation for each service, as a first deploy leaves it. */
export async function makeStack(
  test: TestDatabase,
  owner: MadeUser,
  environment: EnvironmentRow,
  { name = unique("stack"), spec = stackSpec() }: { name?: string; spec?: StackSpec } = {},
): Promise<MadeStack> {
  const at = Date.now();
  return test.registry.transaction(async (tx) => {
    const id = await tx.createStack({ name, environmentId: environment.id, projectId: owner.projectId, createdBy: owner.id });
    const about = { composeText: "services: {}\n", variables: {}, spec, hash: "hash", authorId: owner.id, message: null, at };
    const revision = await tx.addRevision({ stackId: id, ...about });
    await tx.updateStack(id, { revision, networks: spec.networks, volumes: spec.volumes.map((volume) => volume.name) });
    const serviceIds = new Map<string, string>();
    for (const service of spec.services) {
      const serviceId = await tx.createService({ stackId: id, name: service.name, scale: service.scale, phase: "steady", at, strategy: DEFAULT_STRATEGY });
      const number = await tx.addGeneration({ serviceId, revision, spec: service, portSet: 0, at });
      await tx.updateService(serviceId, { targetGeneration: number });
      serviceIds.set(service.name, serviceId);
    }
    return { id, name, environment, serviceIds };
  });
}

export function newOperation(stack: MadeStack, actor: MadeUser, changes: Partial<NewOperation> = {}): NewOperation {
  return {
    kind: "deploy",
    environmentId: stack.environment.id,
    projectId: actor.projectId,
    stackId: stack.id,
    stack: stack.name,
    service: null,
    services: [...stack.serviceIds.keys()],
    actor: { userId: actor.id, username: actor.username },
    message: null,
    fromRevision: null,
    toRevision: 1,
    detail: null,
    ...changes,
  };
}
