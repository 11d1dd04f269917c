import type { AuditOutcome } from "@/lib/core/audit";
import type { ContainerHealth, ContainerState } from "@/lib/core/observed";
import type { Health, LifecycleState, OperationStatus, StackView } from "@/lib/core/views";

/** One meaning each, everywhere: green well, blue in progress, amber needs a person, red broken, grey stopped. */
export type Tone = "well" | "progress" | "person" | "broken" | "stopped";

/** Names of the icons that states and operations use; components/ui/icon.tsx draws them. */
export type LookIcon =
  | "check-circle"
  | "ring"
  | "hand"
  | "undo"
  | "pause"
  | "stop-circle"
  | "octagon"
  | "heart"
  | "heart-crack"
  | "warning"
  | "check"
  | "dash"
  | "dashed-circle"
  | "up-circle"
  | "loop"
  | "minus-circle";

export interface Look {
  tone: Tone;
  icon: LookIcon;
  word: string;
  /** A ring turns only beside something that really is running. */
  spins: boolean;
}

const look = (tone: Tone, icon: LookIcon, word: string, spins = false): Look => ({ tone, icon, word, spins });

const STATES: Record<LifecycleState, Look> = {
  activating: look("progress", "ring", "Activating", true),
  active: look("well", "check-circle", "Active"),
  upgrading: look("progress", "ring", "Upgrading", true),
  upgraded: look("person", "hand", "Upgraded"),
  paused: look("person", "pause", "Paused"),
  "finishing-upgrade": look("progress", "ring", "Finishing upgrade", true),
  "rolling-back": look("progress", "undo", "Rolling back"),
  restarting: look("progress", "ring", "Restarting", true),
  deactivating: look("progress", "ring", "Deactivating", true),
  inactive: look("stopped", "stop-circle", "Inactive"),
  removing: look("progress", "ring", "Removing", true),
  error: look("broken", "octagon", "Error"),
};

const HEALTHS: Record<Health, Look> = {
  healthy: look("well", "heart", "Healthy"),
  initializing: look("progress", "ring", "Initializing", true),
  degraded: look("person", "warning", "Degraded"),
  unhealthy: look("broken", "heart-crack", "Unhealthy"),
  "started-once": look("well", "check", "Started once"),
  none: look("stopped", "dash", "No check"),
  stopped: look("stopped", "dash", "Stopped"),
};

const OPERATIONS: Record<OperationStatus, Look> = {
  running: look("progress", "ring", "Running", true),
  succeeded: look("well", "check-circle", "Done"),
  failed: look("broken", "octagon", "Failed"),
  superseded: look("stopped", "minus-circle", "Replaced"),
};

const AUDIT: Record<AuditOutcome, Look> = {
  started: look("progress", "ring", "Under way", true),
  succeeded: look("well", "check-circle", "Done"),
  failed: look("broken", "octagon", "Failed"),
  superseded: look("stopped", "minus-circle", "Replaced"),
  refused: look("person", "minus-circle", "Refused"),
  unknown: look("person", "warning", "Unknown outcome"),
};

const CONTAINERS: Record<ContainerState | "missing", Look> = {
  created: look("progress", "dashed-circle", "Created"),
  running: look("well", "check-circle", "Running"),
  paused: look("person", "pause", "Paused"),
  restarting: look("person", "loop", "Restarting"),
  removing: look("progress", "ring", "Removing", true),
  exited: look("stopped", "stop-circle", "Stopped"),
  dead: look("broken", "octagon", "Dead"),
  missing: look("progress", "dashed-circle", "Being replaced"),
};

const CONTAINER_HEALTHS: Record<ContainerHealth, Look> = {
  none: look("stopped", "dash", "No check"),
  starting: look("progress", "ring", "Initializing", true),
  healthy: look("well", "heart", "Healthy"),
  unhealthy: look("broken", "heart-crack", "Unhealthy"),
};

export const auditLook = (outcome: AuditOutcome): Look => AUDIT[outcome];
export const stateLook = (state: LifecycleState): Look => STATES[state];
export const healthLook = (health: Health): Look => HEALTHS[health];
export const operationLook = (status: OperationStatus): Look => OPERATIONS[status];
export const containerLook = (state: ContainerState | "missing"): Look => CONTAINERS[state];
export const containerHealthLook = (health: ContainerHealth): Look => CONTAINER_HEALTHS[health];

/** The filter chips of the stack list. */
export type StateGroup = "needs-you" | "in-progress" | "active" | "stopped";

const GROUPS: Record<Tone, StateGroup> = { person: "needs-you", broken: "needs-you", progress: "in-progress", well: "active", stopped: "stopped" };

/** Which chip a stack belongs under; one that stands in Needs you belongs there whatever its state. */
export function stateGroup(stack: Pick<StackView, "state">, needsYou: boolean): StateGroup {
  return needsYou ? "needs-you" : GROUPS[STATES[stack.state].tone];
}
