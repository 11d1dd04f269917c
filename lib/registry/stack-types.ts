import type { MemberRole, Scope, Switches } from "@/lib/core/access";
import type { DesiredStack, Lease, Phase, Strategy } from "@/lib/core/desired";
import type { Problem } from "@/lib/core/errors";
import type { PortRange } from "@/lib/core/policy";
import type { ServiceSpec } from "@/lib/core/spec";
import type { LastChange } from "@/lib/core/views";

export interface StackRow {
  id: string;
  name: string;
  environmentId: string;
  environment: string;
  projectId: string;
  project: string;
  /** Username of the person who made it. */
  owner: string;
  /** The asking person's role in the project; null when they see it as administrators. */
  member: MemberRole | null;
  /** The project's. */
  switches: Switches;
  /** The project it is offered to; null while it is not. */
  offer: { to: string; by: string; at: number } | null;
  revision: number;
  confirmedRevision: number;
  removing: { volumes: string[] } | null;
  lastChange: LastChange | null;
}

/** A stack with everything the views and the reconciler need. */
export interface StackRecord extends StackRow {
  desired: DesiredStack;
}

export interface ServicePatch {
  scale?: number;
  /** The scale to go back to on rollback; null when the upgrade did not change it. */
  scaleBefore?: number | null;
  running?: boolean;
  phase?: Phase;
  phaseSince?: number;
  phaseProblem?: Problem | null;
  targetGeneration?: number | null;
  keptGeneration?: number | null;
  strategy?: Strategy;
  restartRequestedAt?: number | null;
  addresses?: number[];
}

export interface StackReads {
  /** Sorted by name. `viewer` decides `member`. */
  stacks(scope: Scope, viewerId: string, environmentId: string): Promise<StackRecord[]>;
  stack(scope: Scope, viewerId: string, key: { environmentId: string; name: string } | { id: string }): Promise<StackRecord | null>;
  stackIds(): Promise<{ id: string; environmentId: string }[]>;
  /** Stacks in an environment, whoever's. */
  stackCount(environmentId: string): Promise<number>;
  /** For the reconciler and sockets only: no scope, never reaches a person. */
  desired(stackId: string): Promise<DesiredStack | null>;
  /** Who may see a stack: user ids of its project's members (administrators see everything besides). */
  watchers(stackId: string): Promise<{ environment: string; stack: string; userIds: string[] } | null>;
  scaleBefore(serviceId: string): Promise<number | null>;
  /** How many ports of these ranges are leased: a range may have been narrowed since, and tcp and udp of one number are one port. */
  leaseCount(environmentId: string, ranges: readonly PortRange[]): Promise<number>;
  /** Host ports leased in these environments: "60010/tcp" -> "stack/service". */
  leasedPorts(...environmentIds: string[]): Promise<Map<string, { stackId: string; stack: string; service: string }>>;
}

export interface StackWrites {
  /** Throws NAME_TAKEN when the environment already has a stack of that name. */
  createStack(input: { name: string; environmentId: string; projectId: string; createdBy: string }): Promise<string>;
  updateStack(
    stackId: string,
    patch: {
      revision?: number;
      confirmedRevision?: number;
      removing?: { volumes: string[] } | null;
      networks?: DesiredStack["networks"];
      volumes?: string[];
    },
  ): Promise<void>;
  deleteStack(stackId: string): Promise<void>;
  createService(input: { stackId: string; name: string; scale: number; phase: Phase; at: number; strategy: Strategy }): Promise<string>;
  updateService(serviceId: string, patch: ServicePatch): Promise<void>;
  deleteService(serviceId: string): Promise<void>;
  /** Returns the generation's number, one more than the service's last. */
  addGeneration(input: { serviceId: string; revision: number; spec: ServiceSpec; portSet: 0 | 1; at: number; wantedDigest?: string | null }): Promise<number>;
  /** Image id and digest resolved by the first pull. */
  recordImage(serviceId: string, generation: number, image: { imageId: string; digest: string | null }): Promise<void>;
  /** Unique by environment, port and protocol; throws PORT_TAKEN naming the holder only when `mayName` says the holder is the asker's own. */
  addLease(input: { environmentId: string; stackId: string; serviceId: string; lease: Lease }): Promise<void>;
  dropLeases(serviceId: string, leases: Lease[]): Promise<void>;
}
