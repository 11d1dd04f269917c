import type { PortGrant, PortRange } from "./policy";
import type { Protocol } from "./spec";

/** A leased host port, and whose it is; nulls where they are gone. */
export interface LeaseView {
  port: number;
  protocol: Protocol;
  /** Container port. */
  target: number;
  container: number;
  stack: string | null;
  service: string | null;
  project: string | null;
  owner: string | null;
  since: number | null;
  /** Not of the pool: an administrator granted it, or the pool was another one then. */
  outside: boolean;
  /** Why it could be released: its stack is gone, or no container of it will ever answer there. */
  stale: "gone" | "unused" | null;
}

export interface PortsView {
  environment: string;
  /** Where ports come from, the first also at random. */
  ranges: PortRange[];
  /** Of these, neither leased nor published by anybody. */
  free: number;
  grants: PortGrant[];
  leases: LeaseView[];
  /** Ports of the pool that containers outside Spindle publish. */
  foreign: { port: number; protocol: Protocol; container: string }[];
}

export const leaseKey = ({ port, protocol }: { port: number; protocol: Protocol }): string => `${port}/${protocol}`;
