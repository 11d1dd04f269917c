import type { EngineStatus } from "./observed";
import type { PortRange } from "./policy";
import type { SpecDiff } from "./views";

export const ENVIRONMENT_COLOURS = ["sandbox", "dev", "prod"] as const;
export type EnvironmentColour = (typeof ENVIRONMENT_COLOURS)[number];

/** A place for stacks, as everybody sees it. */
export interface EnvironmentView {
  id: string;
  name: string;
  colour: EnvironmentColour;
  engine: EngineStatus;
  /** Every range that stacks may use, and how many of those ports are leased. */
  hostPorts: { ranges: PortRange[]; leased: number };
  /** Only chosen projects may deploy here, and none of the asking person's is among them. */
  closed?: true;
  /** What the asking person deploys here waits for somebody's yes. */
  needsApproval?: true;
  baseDomain?: string;
}

/** How an administrator names an engine. */
export type EngineChoice =
  /** The one of the server's own settings. */
  | { kind: "own" }
  | { kind: "socket"; path: string }
  | {
      kind: "network";
      host: string;
      port: number;
      /** `key`: null keeps the one that is stored. */
      tls: { ca: string; certificate: string; key: string | null } | null;
      /** Without TLS anybody in between owns the host: only where somebody says that they know. */
      unprotected: boolean;
    };

/** What an administrator says of an environment. */
export interface EnvironmentSettings {
  name: string;
  colour: EnvironmentColour;
  engine: EngineChoice;
  /** Where its stacks get their names from; null for none. */
  baseDomain: string | null;
  /** Ids of the projects that may deploy there; null is everybody. */
  openTo: string[] | null;
  needsApproval: boolean;
}

/** An environment as its administration shows it: the key of its engine never leaves the server. */
export interface EnvironmentAdminView extends EnvironmentSettings {
  id: string;
  status: EngineStatus;
  stacks: number;
  /** The address that its engine's name stood for when it was saved. */
  pinned: string | null;
  /** Other environments on the same engine, by name. */
  sharing: string[];
}

export interface EnvironmentAdminList {
  environments: EnvironmentAdminView[];
  /** Where environments can be opened to. */
  projects: { id: string; name: string }[];
  /** The engine of the server's own settings. */
  own: string;
}

/** Why an engine could not be reached, in words that lib/format has. */
export type ProbeFault =
  | "no-answer"
  | "not-found"
  | "refused"
  | "no-socket"
  | "no-permission"
  | "not-an-engine"
  | "expects-tls"
  | "expects-plain"
  | "unknown-authority"
  | "wrong-name"
  | "expired"
  | "client-refused"
  | "other";

/** What "Test connection" found. */
export type EngineProbe =
  | { ok: true; version: string; apiVersion: string; name: string; system: string; rootless: boolean; swarm: boolean; took: number }
  | { ok: false; fault: ProbeFault; detail: string };

/** Something that waits for a yes, or was refused one. */
export interface DeployRequestView {
  id: string;
  stack: string;
  kind: "deploy" | "upgrade";
  asker: string;
  at: number;
  message: string | null;
  /** The revision that it was begun on; a stack that moved on since needs a new request. */
  baseRevision: number;
  status: "waiting" | "declined";
  /** Who declined it, when and why. */
  by: string | null;
  decidedAt: number | null;
  reason: string | null;
  /** The asking person's own. */
  own: boolean;
  /** Whether the person who looks may say yes or no. */
  mayDecide: boolean;
}

/** What a request would change. */
export interface DeployRequestDetail extends DeployRequestView {
  /** Of the compose file. */
  text: SpecDiff["lines"];
  services: SpecDiff[];
  /** Only those that differ. */
  variables: { name: string; before: string | null; after: string | null }[];
  /** Secrets whose texts come with it, by name. */
  secrets: string[];
  /** Why it could not be deployed as things are now; null when it could. */
  refused: string | null;
}
