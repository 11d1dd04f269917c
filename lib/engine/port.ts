import type { DesiredService, DesiredStack, Generation } from "@/lib/core/desired";
import type { EngineTls } from "@/lib/core/engine-address";
import type { EngineDisk, EngineHealth, EngineLine } from "@/lib/core/engine-health";
import type { EngineProbe } from "@/lib/core/environments";
import type { FileListing, FileReport } from "@/lib/core/files";
import type { ImageFacts } from "@/lib/core/image-facts";
import type { LogStream } from "@/lib/core/log-cursor";
import type { EngineStatus, ObservedContainer } from "@/lib/core/observed";
import type { HostLoad } from "@/lib/core/overview";
import type { ForeignContainer } from "@/lib/core/running";
import type { Hook } from "@/lib/core/service-extras";
import type { EventContainer, HealthProbe } from "@/lib/core/stack-events";
import type { UsageCounters } from "@/lib/core/statistics";
import type { ContainerStorage, StorageSizes } from "@/lib/core/storage";
import type { PullProgress } from "@/lib/core/views";

/** What Spindle asks of a container engine. Every call has a deadline and fails with a SpindleError. */
export interface Engine {
  readonly endpoint: string;
  info(): Promise<EngineInfo>;
  /** The cheapest question there is: resolves while the engine answers at all. */
  ping(): Promise<void>;
  /** Every container of this Spindle instance, inspected; and the host ports that any container at all publishes. */
  snapshot(): Promise<EngineSnapshot>;
  /** Null when it is gone or not this Spindle instance's. */
  inspect(containerId: string): Promise<ObservedContainer | null>;
  /** Ends when the engine closes the stream or `signal` aborts; throws ENGINE_UNREACHABLE when it cannot begin. */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
  /** What it still remembers of the time before now: some 250 events of whatever kind, none from before it was started itself. */
  pastEvents(): Promise<PastEvents>;
  createNetwork(stack: DesiredStack, network: string, internal: boolean): Promise<void>;
  removeNetwork(stackId: string, network: string): Promise<void>;
  createVolume(stack: DesiredStack, volume: string): Promise<void>;
  removeVolume(stackId: string, volume: string): Promise<void>;
  /** Uses the image already here unless `always`, or unless it is older than `olderThanMs`; `onProgress` is called at most every 100 ms. */
  pull(
    image: string,
    options: { always: boolean; olderThanMs?: number; platform?: string; onProgress: (progress: PullProgress) => void; signal: AbortSignal },
  ): Promise<PulledImage>;
  /** Whether the files of a generation's secrets lie where its containers look for them. */
  secretsPlaced(home: SecretsHome, names: readonly string[]): Promise<boolean>;
  /** Puts them there, in memory only; before create and, after the machine restarted, before start. Throws SECRETS_UNAVAILABLE. */
  placeSecrets(home: SecretsHome, files: readonly SecretContent[]): Promise<void>;
  /** Forgets the files of every other generation of the stack. */
  dropOtherSecrets(stackId: string, keep: readonly Omit<SecretsHome, "stackId">[]): Promise<void>;
  /** Makes container `index` of a generation, connected to its networks, not started; adopts its own leftover of the same name. */
  create(stack: DesiredStack, service: DesiredService, generation: Generation, index: number): Promise<ObservedContainer>;
  start(containerId: string): Promise<void>;
  stop(containerId: string, graceSeconds: number): Promise<void>;
  restart(containerId: string, graceSeconds: number): Promise<void>;
  /** Runs a command of the file in the running container, as its own user; throws HOOK_FAILED unless it ends well in time. */
  runHook(containerId: string, hook: Hook): Promise<void>;
  /** Removes the container with its anonymous volumes; a missing one is done. */
  remove(containerId: string): Promise<void>;
  logs(containerId: string, options: LogOptions): Promise<LogSource>;
  /** Shells that exist in the container, best first; empty when there is none. */
  probeShells(containerId: string): Promise<Shell[]>;
  shell(containerId: string, options: { shell: Shell; cols: number; rows: number }): Promise<ShellSession>;
  /** Runs one command to its end, as the container's own user. Throws CONTAINER_NOT_RUNNING; a command that cannot be run ends with 126 or 127. */
  command(containerId: string, options: CommandOptions): Promise<CommandResult>;
  /** The last runs of its health check, oldest first: an engine keeps five. Empty where there is no check. */
  probes(containerId: string): Promise<HealthProbe[]>;
  /** A container's files, through programs inside it and as its own user. */
  readonly files: ContainerFiles;
  /** A shell of another image beside a running container, in its processes and its network, with no right that the container lacks. */
  debugShell(containerId: string, options: DebugOptions): Promise<DebugShell>;
  /** Raw inspect for the Details tab, with environment values left out. */
  describe(containerId: string): Promise<Record<string, unknown>>;
  /** What an image that is here says of itself; null when it is not here. Remembered for a while, like the next. */
  image(reference: string): Promise<ImageFacts | null>;
  /** The digest that the image's own registry has for it now: leaves this host. Null when the registry does not say. */
  registryDigest(reference: string): Promise<string | null>;
  /** What running containers have used; those that do not run any more are left out. `steady`: the same are asked for again within seconds. */
  usage(runs: readonly ContainerRun[], steady: boolean): Promise<UsageReading>;
  /** Where a container can write. */
  storage(containerId: string): Promise<ContainerStorage>;
  /** Walks the disk: only when a person asks. What takes too long is null. `again`: what was measured a while ago will not do. */
  measure(containerIds: string[], volumes: string[], again?: boolean): Promise<StorageSizes>;
  /** How busy its machine is, where that is this one; else null. Costs the engine nothing. */
  hostLoad(): Promise<HostLoad | null>;
  /** More of itself than it is asked for every time. */
  health(): Promise<EngineHealth>;
  /** Walks all of its disk; remembered for a minute. */
  disk(): Promise<EngineDisk>;
  /** True when nothing on this host listens on the port; true as well where that cannot be known. */
  isPortFree(port: number, protocol: "tcp" | "udp"): Promise<boolean>;
}

/** One run of a container: its counters begin anew with the next. */
export type ContainerRun = Pick<ObservedContainer, "id" | "startedAt">;

export interface UsageReading {
  counters: ReadonlyMap<string, UsageCounters>;
  /** They were read from the kernel of this machine; the engine was not asked. */
  direct: boolean;
}

export interface EngineInfo {
  /** The engine's own name for itself, the same by whatever way it is reached; empty when it has none. */
  id: string;
  version: string;
  apiVersion: string;
  name: string;
  cpus: number;
  memoryBytes: number;
}

export interface EngineSnapshot {
  containers: ObservedContainer[];
  networks: { stackId: string; name: string }[];
  volumes: { stackId: string; name: string }[];
  /** "60010/tcp" -> name of the container that publishes it, ours or not. */
  publishedPorts: Map<string, string>;
  /** What else runs there: by name and image alone. */
  foreign: ForeignContainer[];
  running: number;
  total: number;
}

/** `begun` comes first: whatever happens from then on is told. `ours`: carries this instance's label. Times are ms. */
export type EngineEvent =
  | { type: "begun" }
  | { type: "container"; action: string; id: string; name: string; ours: boolean; at: number; about?: EventContainer; exitCode?: number; signal?: number }
  | { type: "network" | "volume"; action: string; stackId: string; name: string; at: number };

/** Oldest first, as `events` tells them. */
export interface PastEvents {
  events: EngineEvent[];
  /** When the oldest thing happened that it remembers, whether it is told here or not; null when it remembers nothing. */
  from: number | null;
}

export interface PulledImage {
  imageId: string;
  digest: string | null;
}

export interface LogOptions {
  /** Number of lines from the end, or "all". */
  tail: number | "all";
  /** Only lines after this moment, RFC 3339 with nanoseconds. */
  since: string | null;
  /** Only lines up to this moment. */
  until?: string | null;
  follow: boolean;
  signal: AbortSignal;
}

/** Whole lines, each `<RFC3339Nano> <text>\n`. A consumer that does not pull slows the engine's read, never memory. */
export type LogSource = AsyncIterable<LogChunk>;
export interface LogChunk {
  stream: "stdout" | "stderr";
  /** One or more whole lines, UTF-8. */
  bytes: Buffer;
  lines: number;
}

export type Shell = "bash" | "ash" | "sh";

export interface ShellSession {
  /** Raw terminal bytes; not pulling pauses the engine's stream. */
  readonly output: AsyncIterable<Buffer>;
  write(data: Buffer): void;
  resize(cols: number, rows: number): Promise<void>;
  /** Hangs up every process of the session inside the container. Safe to call twice. */
  close(): Promise<void>;
  /** Resolves when the shell ends; null when the engine could not tell. */
  readonly exitCode: Promise<number | null>;
  readonly user: string;
}

/** All throw CONTAINER_NOT_RUNNING and FILE_REFUSED. Paths are absolute; see lib/core/file-path.ts for how they are written. */
export interface ContainerFiles {
  list(containerId: string, path: string): Promise<FileListing>;
  /** A file as it is, or a folder as a tar. Nothing is left of it once `pieces` ended or was returned, or `signal` aborted. */
  read(containerId: string, path: string, options: { kind: "file" | "folder"; signal: AbortSignal }): Promise<FileSource>;
  /** There whole under its name, or not at all. */
  write(containerId: string, upload: FileUpload): Promise<void>;
}

export interface FileSource {
  /** Null where it is not known beforehand. */
  size: number | null;
  /** A consumer that does not pull holds the program up, never memory. Returns how it ended. */
  pieces: AsyncGenerator<Buffer, FileReport, undefined>;
}

export interface FileUpload {
  /** Of a folder the content is a tar of what is in it, without the end; it becomes a new folder. */
  kind: "file" | "folder";
  directory: string;
  name: string;
  /** Exactly so many bytes must come. */
  size: number;
  /** ms; kept where the container has tar. */
  modifiedAt: number | null;
  /** Whether a file of that name may be replaced; a folder never is. */
  replace: boolean;
  content: AsyncIterable<Buffer>;
  signal: AbortSignal;
  onProgress(bytes: number): void;
}

export interface DebugOptions {
  image: string;
  /** Whose it is: a person has one helper for a container, however many shells. */
  userId: string;
  shell: Shell | null;
  cols: number;
  rows: number;
}

export interface DebugShell {
  /** Closing the last one of a helper removes the helper. */
  session: ShellSession;
  shell: Shell;
  shells: Shell[];
}

export interface CommandOptions {
  command: readonly string[];
  /** It is ended after so long. */
  seconds: number;
  /** Kept of each stream. */
  mostBytes: number;
  signal: AbortSignal;
  /** Told of what is kept as it comes, and once that no more of a stream is kept. */
  onOutput?: ((piece: CommandPiece) => void) | undefined;
}

export interface CommandPiece {
  stream: LogStream;
  bytes: Buffer;
  /** There is more, which is not kept. */
  cut: boolean;
}

export interface CommandResult {
  /** Null when it was ended, for taking too long or because nobody waits for it any more, or the engine could not tell. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** There was more than was kept. */
  truncated: boolean;
  timedOut: boolean;
}

/** What runs, kept from one list and then events; reading it costs no engine call. */
export interface EngineMirror {
  start(): void;
  stop(): Promise<void>;
  status(): EngineStatus;
  /** What the engine calls itself; null until it has answered once. */
  engineId(): string | null;
  /** How often the line to it was lost since the start. */
  line(): EngineLine;
  /** Undefined parts are empty: an unknown stack has no containers. */
  stack(stackId: string): { containers: ObservedContainer[]; networks: string[]; volumes: string[] };
  container(containerId: string): ObservedContainer | null;
  publishedPorts(): ReadonlyMap<string, string>;
  /** Containers that are not this instance's, by name: as of the last list, but for those told to have stopped or gone since. */
  foreign(): readonly ForeignContainer[];
  /** Take in the result of an own call at once: inspects one container, or drops it when it is gone. */
  refresh(containerId: string): Promise<void>;
  /** Takes in a container that was just made, unless something newer is known of it. */
  noteContainer(container: ObservedContainer): void;
  noteNetwork(stackId: string, network: string, present: boolean): void;
  noteVolume(stackId: string, volume: string, present: boolean): void;
  /** Called by whoever saw a change hang or succeed, so that "reads work, changes hang" is a state. */
  noteChangeHung(): void;
  noteChangeWorked(): void;
  /** `stack` after anything of a stack changed; `status` when the engine came, went or changed. Returns the way to stop. */
  subscribe(listener: (change: MirrorChange) => void): () => void;
  /** Every event as the engine told it, in its order; `begun` when a line to it is open again. */
  watchEvents(listener: (event: EngineEvent) => void): () => void;
}

export type MirrorChange = { type: "stack"; stackId: string } | { type: "status" };

/** Where the stacks of an environment live. Environments on one engine have one place. */
export interface Place {
  readonly engine: Engine;
  readonly mirror: EngineMirror;
}

/** How an engine is reached, ready for use. Environments with equal ways share one engine. */
export interface Way {
  endpoint: string;
  pinned: string | null;
  tls: EngineTls | null;
  /** Why it cannot be used, in an operator's words; null when it can. */
  broken: string | null;
}

/** Every engine that Spindle works with. An environment must be named: there is no engine as such. */
export interface Places {
  /** Never throws: an environment that cannot be reached yet has a place that is away. */
  of(environmentId: string): Place;
  /** Every environment on the engine of this one, itself among them: they share its host ports. */
  sharing(environmentId: string): string[];
  /** The endpoint of the server's own settings. */
  readonly own: string;
  /** Asks an engine that is not in use yet who it is; never throws, and answers within ten seconds. */
  probe(way: Way): Promise<EngineProbe>;
  /** What a host name stands for now, where that may be reached at all; throws ADDRESS_REFUSED. */
  pin(host: string): Promise<string>;
  /** Takes in what the registry says of environments now; what changed comes up or goes without a restart. */
  follow(): Promise<void>;
  /** Told what changed on any engine, and which environments live there. Returns the way to stop. */
  subscribe(listener: (change: MirrorChange, environmentIds: string[]) => void): () => void;
  /** Told what happens on any engine. `own`: Spindle itself asked for it a moment ago. */
  watchEvents(listener: (event: EngineEvent, where: EventPlace) => void): () => void;
}

export interface EventPlace extends Place {
  own: boolean;
  environmentIds: readonly string[];
}

/** Whose files they are: every container of one generation gets the same. */
export interface SecretsHome {
  stackId: string;
  serviceId: string;
  generation: number;
}

export interface SecretContent {
  /** Its name under /run/secrets. */
  name: string;
  bytes: Buffer;
  uid: number;
  gid: number;
  mode: number;
}
