import type { Phase } from "./desired";
import type { Problem } from "./errors";

interface StepBase {
  /** The resource the step changes; at most one step per key is under way. */
  key: string;
  /** Why, for a person: "replaces web-1 of revision 4". */
  cause: string;
  service: string | null;
}

/** One step is one engine call, or one fact written to the registry. */
export type Step = StepBase &
  (
    | { type: "create-network"; network: string; internal: boolean }
    | { type: "create-volume"; volume: string }
    | { type: "pull-image"; serviceId: string; generation: number; image: string }
    | { type: "create-container"; serviceId: string; generation: number; index: number }
    | { type: "start-container"; containerId: string; label: string; repair: boolean }
    | { type: "stop-container"; containerId: string; label: string; graceSeconds: number }
    | { type: "restart-container"; containerId: string; label: string; graceSeconds: number }
    | { type: "remove-container"; containerId: string; label: string }
    | { type: "remove-network"; network: string }
    | { type: "remove-volume"; volume: string }
    /** `also`: the rest of its group, in the same moment. */
    | { type: "set-phase"; serviceId: string; also?: string[]; from: Phase; to: Phase; problem: Problem | null }
    | { type: "forget-service"; serviceId: string }
    | { type: "forget-stack" }
  );

export type StepType = Step["type"];

export interface Plan {
  /** All of these may run now, side by side. */
  steps: Step[];
  /** When time alone will change the plan, ms; null when only an event will. */
  wakeAt: number | null;
}

/** Failures are remembered by kind of step and resource, so that a failed start never holds back a stop. */
export const attemptKey = (step: Pick<Step, "type" | "key">): string => `${step.type} ${step.key}`;

/** What the reconciler remembers about failures of its own steps, by `attemptKey`. A start that succeeded but was a repair is remembered too, for its back-off. */
export interface Attempt {
  failures: number;
  retryAt: number;
  /** Null for a repair that worked so far. */
  problem: Problem | null;
  at: number;
}
export type Attempts = ReadonlyMap<string, Attempt>;
