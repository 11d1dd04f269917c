import type { Scope } from "@/lib/core/access";
import type { Lease } from "@/lib/core/desired";
import type { Quota, Usage } from "@/lib/core/quota";
import type { Protocol } from "@/lib/core/spec";

/** What an administrator said for one project in one environment. */
export interface QuotaOverride {
  limits: Partial<Quota>;
  reason: string;
  setBy: string;
  setAt: number;
}

/** One leased host port with everybody it belongs to; null where they are gone and nothing took the lease along. */
export interface LeaseRow extends Lease {
  stackId: string;
  serviceId: string;
  stack: string | null;
  service: string | null;
  project: string | null;
  owner: string | null;
  /** Null for those from before it was noted. */
  since: number | null;
}

/** What a project holds is counted over all of its stacks, whoever asks; which projects are named is a matter of scope. */
export interface QuotaReads {
  /** Counted anew from desired states; inside a transaction its own writes are among them. */
  projectUsage(projectId: string, environmentId: string): Promise<Usage>;
  quotaOverride(projectId: string, environmentId: string): Promise<QuotaOverride | null>;
  /** By name, with what each holds and what was said for it. */
  projectQuotas(scope: Scope, environmentId: string): Promise<ProjectQuotaRow[]>;
  /** Of everybody, by port: for those who keep order. */
  leases(environmentId: string): Promise<LeaseRow[]>;
  projectNamed(name: string): Promise<{ id: string; name: string } | null>;
}

export interface ProjectQuotaRow {
  projectId: string;
  project: string;
  personal: boolean;
  members: number;
  usage: Usage;
  override: QuotaOverride | null;
}

export interface QuotaWrites {
  /** Of a lease that nobody needs any more, by what it is of; whether there was one. */
  releaseLease(environmentId: string, port: number, protocol: Protocol): Promise<boolean>;
  /** Null takes it back: then the environment's own quota counts again. */
  setQuotaOverride(projectId: string, environmentId: string, override: QuotaOverride | null): Promise<void>;
}
