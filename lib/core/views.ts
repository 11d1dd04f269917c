import type { SiteRole } from "./access";
import type { Drift, ServiceDrift } from "./derive-drift";
import type { Phase, Strategy } from "./desired";
import type { DeployRequestView } from "./environments";
import type { Problem } from "./errors";
import type { Action, Verdict } from "./lifecycle";
import type { ContainerHealth, ContainerState } from "./observed";
import type { ReaderRights, WaitingForYou } from "./projects";
import type { Excess } from "./quota";
import type { OldSecret } from "./secrets";
import type { ServiceSpec } from "./spec";
import type { DoomedVolume } from "./storage";

/** Plain objects that cross from the server to the page. Times are ms since the epoch. */

export type LifecycleState =
  | "activating"
  | "active"
  | "upgrading"
  | "upgraded"
  | "paused"
  | "finishing-upgrade"
  | "rolling-back"
  | "restarting"
  | "deactivating"
  | "inactive"
  | "removing"
  | "error";

/** `none`: no health check and running; `stopped`: nothing is meant to run. */
export type Health = "healthy" | "initializing" | "degraded" | "unhealthy" | "started-once" | "none" | "stopped";

/** One sentence's worth of cause; lib/format/sentences.ts words it. */
export type Why =
  | { kind: "well"; since: number | null }
  | { kind: "problem"; problem: Problem; retryAt: number | null; container: string | null }
  | { kind: "pulling"; image: string }
  | { kind: "waiting-for"; service: string; condition: string }
  | { kind: "starting"; done: number; wanted: number }
  | { kind: "health-wait"; container: string; deadline: number }
  | { kind: "upgrade-progress"; done: number; wanted: number; batchSize: number }
  | { kind: "interval-wait"; until: number }
  | { kind: "upgrade-waits"; since: number; kept: number; image: string }
  | { kind: "rolling-back"; done: number; wanted: number }
  | { kind: "finishing"; left: number }
  | { kind: "stopping"; left: number }
  | { kind: "stopped" }
  | { kind: "completed" }
  | { kind: "removing"; left: number }
  | { kind: "engine-away"; since: number }
  | { kind: "approval-waits"; what: "deploy" | "upgrade"; asker: string; mayDecide: boolean; message: string | null }
  | { kind: "approval-declined"; by: string; reason: string | null };

export interface EndpointView {
  /** Host port; the page adds the host it was opened on. */
  port: number;
  target: number;
  protocol: "tcp" | "udp";
  container: string;
}

export interface ContainerView {
  id: string;
  /** As people say it: `web-1`. */
  label: string;
  index: number;
  generation: "new" | "old" | "leaving";
  generationNumber: number;
  revision: number;
  state: ContainerState | "missing";
  health: ContainerHealth;
  healthOutput: string | null;
  startedAt: number | null;
  finishedAt: number | null;
  exitCode: number | null;
  oomKilled: boolean;
  restartCount: number;
  problem: Problem | null;
  image: string;
  imageId: string | null;
  endpoints: EndpointView[];
  anonymousVolumes: { name: string; target: string }[];
  /** What somebody changed at the engine; absent while it is as it was made. */
  drift?: Drift[];
}

export interface GenerationView {
  number: number;
  revision: number;
  image: string;
  imageId: string | null;
  digest: string | null;
  since: number;
}

export interface ServiceView {
  id: string;
  name: string;
  /** The service that it lives and upgrades with. */
  sidekickOf?: string | null;
  /** Others of its group whose upgrade is decided on together with its own. */
  group?: Pick<ServiceView, "name" | "oldKept" | "doomed">[];
  image: string;
  state: LifecycleState;
  health: Health;
  why: Why;
  phase: Phase;
  phaseSince: number;
  phaseProblem: Problem | null;
  running: number;
  wanted: number;
  /** Containers of the confirmed generation kept for the way back. */
  oldKept: number;
  /** Volumes without a name that go with them when the upgrade is confirmed. */
  doomed?: DoomedVolume[];
  scale: {
    value: number;
    max: number;
    blocked: Problem | null;
    warning: "database-volume" | null;
    /** The quota of its project ends before `max`: how far it reaches now, and what is too little for more. */
    room?: { max: number; project: string; over: Excess[] };
  };
  endpoints: EndpointView[];
  containers: ContainerView[];
  target: GenerationView | null;
  kept: GenerationView | null;
  strategy: Strategy;
  spec: ServiceSpec | null;
  keptSpec: ServiceSpec | null;
  /** The target as compose YAML with every default written out, and what it changes of the kept one. */
  rendered: string | null;
  change: SpecDiff | null;
  /** For every action: allowed, or why not and the way out. */
  actions: Record<Action, Verdict>;
  /** Absent while every container is as it was made. */
  drift?: ServiceDrift;
  /** It runs and the file does not have it: the revision since which that is so. */
  outside?: number;
}

export interface LastChange {
  operationId: string;
  kind: OperationKind;
  service: string | null;
  actor: string;
  at: number;
  status: OperationStatus;
}

export interface StackView extends ReaderRights {
  id: string;
  name: string;
  environment: string;
  project: string;
  owner: string;
  revision: number;
  confirmedRevision: number;
  state: LifecycleState;
  health: Health;
  running: number;
  wanted: number;
  oldKept: number;
  endpoints: EndpointView[];
  services: ServiceView[];
  volumes: { name: string; engineName: string; present: boolean }[];
  networks: { name: string; engineName: string; present: boolean }[];
  lastChange: LastChange | null;
  /** What waits for a yes, or was refused one; absent where there is nothing. */
  request?: DeployRequestView;
  /** Secrets that have a new text since containers were made, with the services that still have an older one; absent where there are none. */
  oldSecrets?: OldSecret[];
  /** Host ports it holds that lie outside the environment's pool, by an administrator's grant; absent where there are none. */
  grantedPorts?: number[];
  /** The operation that runs now, if any. */
  activeOperation: OperationView | null;
  actions: Record<Action, Verdict>;
}

/** What lists say of a service: nothing of single containers, specs and texts. What is usual is left out, for there may be thousands. */
export type ServiceSummary = Pick<ServiceView, "id" | "name" | "image" | "state" | "health" | "why" | "running" | "wanted" | "oldKept" | "actions"> &
  Partial<Pick<ServiceView, "sidekickOf" | "group" | "doomed" | "drift" | "outside">> & {
    endpoints: EndpointView[];
    /** How many containers it should have. */
    scale: Pick<ServiceView["scale"], "value">;
  };
export type StackSummary = Omit<StackView, "services" | "volumes" | "networks" | "activeOperation"> & { services: ServiceSummary[] };

export interface NeedsYou {
  kind: "approval-waits" | "approval-declined" | "upgrade-waits" | "upgrade-paused" | "deploy-failed" | "crash-loop" | "unhealthy" | "service-error";
  stack: string;
  service: string | null;
  since: number;
  why: Why;
  actor: string | null;
  operationId: string | null;
}

export interface StackListView extends WaitingForYou {
  stacks: StackSummary[];
  needsYou: NeedsYou[];
}

export type { EnvironmentView } from "./environments";

export type OperationKind =
  | "create"
  | "deploy"
  | "upgrade"
  | "confirm"
  | "roll-back"
  | "pause"
  | "resume"
  | "scale"
  | "start"
  | "stop"
  | "restart"
  | "remove"
  | "repair"
  /** Notes: done already, and no container was touched. */
  | "shell"
  | "files"
  | "logs"
  | "transfer"
  | "access";
export type OperationStatus = "running" | "succeeded" | "failed" | "superseded";

export interface PullProgress {
  layers: { id: string; status: "waiting" | "downloading" | "extracting" | "done"; current: number; total: number }[];
}

export interface StepView {
  seq: number;
  /** What is done: "Pull app:v2", "Start web-1". */
  title: string;
  /** Why: "replaces web-1 of revision 4". */
  cause: string;
  service: string | null;
  status: "running" | "succeeded" | "failed";
  startedAt: number;
  endedAt: number | null;
  problem: Problem | null;
  pull: PullProgress | null;
}

export interface OperationView {
  /** Who said yes to it, where that was needed. */
  approvedBy?: string;
  id: string;
  kind: OperationKind;
  environment: string;
  stack: string;
  /** Null when the whole stack is meant. */
  service: string | null;
  actor: string;
  message: string | null;
  fromRevision: number | null;
  toRevision: number | null;
  /** For scale: "2 to 5". */
  detail: string | null;
  /** Done by a site role, to a stack that is not the actor's; absent where the actor is a member. */
  asRole?: SiteRole;
  status: OperationStatus;
  problem: Problem | null;
  startedAt: number;
  endedAt: number | null;
  steps: StepView[];
}

/** The image a service asked for and what that was then: null until it was pulled. */
export interface ServiceImage {
  name: string;
  image: string;
  imageId: string | null;
  digest: string | null;
}

export interface RevisionSummary {
  number: number;
  author: string;
  /** Who said yes to it, where that was needed. */
  approvedBy?: string;
  message: string | null;
  createdAt: number;
  services: ServiceImage[];
  /** Services that ran on outside of this file, and the revision since which they did; absent where there were none. */
  outside?: Record<string, number>;
}

/** Secret-looking variables are masked in everything that leaves the server. */
export interface RevisionView extends RevisionSummary {
  composeText: string;
  /** The rancher-compose.yml that belongs to it. */
  rancherText: string | null;
  variables: Record<string, string>;
}

export interface RevisionDetail extends RevisionView {
  /** Each service as compose YAML with every default written out. */
  rendered: { service: string; text: string }[];
}

export interface RevisionComparison {
  from: RevisionSummary;
  to: RevisionSummary;
  text: SpecDiff["lines"];
  services: SpecDiff[];
  /** Only those that differ. */
  variables: { name: string; before: string | null; after: string | null }[];
  /** Of services in both: images that have another name, or the same one and are not the same. */
  images: { service: string; before: ServiceImage; after: ServiceImage }[];
}

export type Severity = "error" | "warning" | "notice";

/** One thing said about a compose text, at its place. Lines and columns count from 1; `endColumn` is exclusive. */
export interface Issue {
  severity: Severity;
  /** Stable id, such as `policy.privileged`. */
  rule: string;
  /** `services.web.ports[0].published`, or `(document)`. */
  path: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** A few words for the end of the line. */
  short: string;
  /** What is wrong and why, for a person. */
  message: string;
  /** Replaces `from`..`to` (offsets in the text) by `insert`. */
  fix: {
    label: string;
    from: number;
    to: number;
    insert: string;
    /** Becomes a variable of the stack at the same time. */
    variable?: { name: string; value: string };
    /** Becomes the text of a secret of the stack at the same time. */
    secret?: { name: string; value: string };
  } | null;
  /** What beside the text is missing: its field is where this is mended. */
  asks?: AskedField;
  /** Which of several files it is about; absent where there is one. */
  file?: string;
}

export interface AskedField {
  what: "secret" | "variable";
  name: string;
}

export interface SpecDiff {
  service: string;
  change: "new" | "changed" | "unchanged" | "removed";
  /** Of its group: the one whose change replaces it too, unchanged as it is. */
  replacedWith?: string;
  /** Removed from the file alone: it runs on. */
  keptRunning?: true;
  /** What is different, as "image web:1 → web:2"; absent where nobody said it in words. */
  words?: string[];
  /** Canonical YAML of the rendered service, line by line. */
  lines: { sign: " " | "+" | "-"; text: string; oldLine: number | null; newLine: number | null }[];
}

export type { RegistryDigest, ReviewDropped, ReviewImage, ReviewView } from "./review-views";
