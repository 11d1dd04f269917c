import type { EngineAddress } from "@/lib/core/engine-address";
import type { EnvironmentColour } from "@/lib/core/environments";
import type { Policy } from "@/lib/core/policy";

export interface EnvironmentRow {
  id: string;
  name: string;
  colour: EnvironmentColour;
  policy: Policy;
  baseDomain: string | null;
  /** Ids of the projects that may deploy there; null is everybody. */
  openTo: readonly string[] | null;
  /** What people without a right to say yes themselves deploy there waits for one. */
  needsApproval: boolean;
}

/** All that is stored of an environment but its policy. */
export interface StoredEnvironment extends Omit<EnvironmentRow, "id" | "policy">, EngineAddress {}

export interface EnvironmentReads {
  environments(): Promise<EnvironmentRow[]>;
  environment(name: string): Promise<EnvironmentRow | null>;
  /** How each environment's engine is reached, keys still sealed. Never reaches a person. */
  engineAddresses(): Promise<{ environmentId: string; address: EngineAddress }[]>;
}

export interface EnvironmentWrites {
  /** `address` makes it for the row's id, that its key is sealed for. */
  createEnvironment(
    input: Omit<StoredEnvironment, keyof EngineAddress> & { policy: Policy; address: (id: string) => EngineAddress },
    at: number,
  ): Promise<string>;
  updateEnvironment(environmentId: string, patch: Partial<StoredEnvironment>): Promise<void>;
  /** With its history of operations; throws when it has stacks. */
  deleteEnvironment(environmentId: string): Promise<void>;
  /** Running stacks are not touched: they were checked under the policy of their day. */
  setPolicy(environmentId: string, policy: Policy): Promise<void>;
}
