import type { Problem } from "@/lib/core/errors";
import type { ImageFacts } from "@/lib/core/image-facts";
import type { ObservedContainer } from "@/lib/core/observed";
import type { Engine, Shell } from "./port";

/** How containers of an image behave. */
export interface FakeImage {
  imageId: string;
  digest?: string;
  shells?: Shell[];
  /** What its health check will say; `none` when it has no check. */
  health?: "none" | "never" | { afterMs: number };
  crashAfterMs?: number;
  exitCode?: number;
  /** The engine's text for a start that fails. */
  startError?: string;
  oom?: boolean;
  facts?: Partial<ImageFacts>;
  /** What its registry has now; unreachable when left out. */
  registryDigest?: string;
}

export interface FakeEngine extends Engine {
  /** By image reference. What is not here is not found when pulled. */
  readonly images: Map<string, FakeImage>;
  /** Every call in order: "start web-1". Names of Spindle's containers are as people see them. */
  readonly calls: string[];
  /** Lets everything happen that is due by now(): crashes, restarts, health. Every call does so too. */
  tick(): void;
  containers(): ObservedContainer[];
  /** From outside, as `docker kill`: the engine does not restart it. */
  kill(containerId: string): void;
  /** Ends by itself: the restart policy decides what follows. */
  crash(containerId: string, exitCode?: number): void;
  /** From outside, as `docker rm -f`. */
  removeOutside(containerId: string): void;
  /** From outside, as `docker pause`, `docker update` and the like; `action` is the event that tells of it. */
  changeOutside(containerId: string, action: string, change: Partial<ObservedContainer>): void;
  addForeign(name: string, ports?: string[]): string;
  /** Files of secrets, by `<stack>/<service>-<generation>` and name. */
  readonly secrets: Map<string, Map<string, string>>;
  /** Another process of the host listens: `8080/tcp`. */
  readonly takenPorts: Set<string>;
  /** While true, no call is answered; the calls made meanwhile never are. */
  hang: boolean;
  /** While true, what happens is not told. */
  mute: boolean;
  goDown(): void;
  comeUp(): void;
  /** The next call of that verb fails; "start" or "start web-1". */
  failNext(call: string, problem: Problem): void;
  log(containerId: string, ...lines: string[]): void;
}
