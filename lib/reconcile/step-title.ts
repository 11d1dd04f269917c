import { labelOf } from "@/lib/core/facts";
import type { Step } from "@/lib/core/plan";

const PHASES = { paused: "Pause the upgrade", upgraded: "Wait for a decision", "rolling-back": "Roll back", steady: "Finish", upgrading: "Go on" } as const;

/** What a step does, in a few words: "Start web-1". */
export function stepTitle(step: Step): string {
  switch (step.type) {
    case "create-network":
      return `Create network ${step.network}`;
    case "create-volume":
      return `Create volume ${step.volume}`;
    case "pull-image":
      return `Pull ${step.image.replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, "@$1")}`;
    case "create-container":
      return `Create ${labelOf(step.service ?? "", step.index)}`;
    case "start-container":
      return `Start ${step.label}`;
    case "stop-container":
      return `Stop ${step.label}`;
    case "restart-container":
      return `Restart ${step.label}`;
    case "remove-container":
      return `Remove ${step.label}`;
    case "remove-network":
      return `Remove network ${step.network}`;
    case "remove-volume":
      return `Remove volume ${step.volume}`;
    case "set-phase":
      return PHASES[step.to];
    case "forget-service":
      return `Forget ${step.service ?? "the service"}`;
    case "forget-stack":
      return "Forget the stack";
  }
}
