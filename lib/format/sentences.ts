import { rolesWith } from "@/lib/core/access";
import type { Problem } from "@/lib/core/errors";
import type { Action, BlockReason } from "@/lib/core/lifecycle";
import type { LastChange, NeedsYou, OperationKind, OperationView, Why } from "@/lib/core/views";
import type { Explanation, SecondStep } from "./explanation";
import { numberWord } from "./names";
import { PROBLEMS } from "./problem-sentences";
import { lacksSentence } from "./right-words";
import { WHYS, type WhyContext } from "./why-sentences";

export type { Explanation, SecondStep, WhyContext };

/** What happened, why, what to do. Names stand in back-ticks: show with <Prose>, or take the marks off with plain(). */
export const problemSentence = (problem: Problem): Explanation =>
  problem.code === "BLOCKED" && isBlockReason(problem.data.reason)
    ? { ...PROBLEMS.BLOCKED(problem.data), why: BLOCKS[problem.data.reason] }
    : (PROBLEMS[problem.code] as (data: Problem["data"]) => Explanation)(problem.data);

/** One sentence of cause. `view` lets it say how many run; `now` (ms) lets it count down. */
export const whySentence = (why: Why, view: WhyContext | null, now: number): string =>
  (WHYS[why.kind] as (why: Why, view: WhyContext | null, now: number) => string)(why, view, now);

const BLOCKS: Record<BlockReason, string> = {
  "nothing-to-confirm": "No upgrade waits here, so there is nothing to confirm.",
  "not-all-replaced": "Not every container is replaced yet; confirm when the upgrade is through.",
  "nothing-to-roll-back": "No old containers are kept here; deploy an earlier revision instead.",
  "no-upgrade-runs": "No upgrade is running.",
  "not-paused": "Nothing is paused.",
  "rolling-back": "It is rolling back; wait until the old containers run again.",
  "already-running": "It runs already.",
  "already-stopped": "It is stopped already.",
  "upgrade-runs": "An upgrade is running; pause it first.",
  "being-removed": "It is being removed.",
  "no-services": "It has no services yet; write its compose file first.",
  "not-in-file": "It is not in the file; a file that has it again upgrades it.",
  "right:stack.deploy": lacksSentence("stack.deploy", rolesWith("stack.deploy")),
  "right:service.operate": lacksSentence("service.operate", rolesWith("service.operate")),
  "right:service.scale": lacksSentence("service.scale", rolesWith("service.scale")),
  "right:stack.remove": lacksSentence("stack.remove", rolesWith("stack.remove")),
  "right:volume.remove": `Data in volumes without a name would go with the old containers. ${lacksSentence("volume.remove", rolesWith("volume.remove"))}`,
};
const isBlockReason = (reason: string): reason is BlockReason => Object.hasOwn(BLOCKS, reason);

/** Why a button is off. */
export const blockSentence = (reason: BlockReason): string => BLOCKS[reason];

const ACTION_WORDS: Record<Action, string> = {
  upgrade: "Upgrade",
  pause: "Pause",
  resume: "Resume",
  confirm: "Confirm upgrade",
  "roll-back": "Roll back",
  scale: "Scale",
  start: "Start",
  stop: "Stop",
  restart: "Restart",
  remove: "Remove",
};
/** The verb on the button, in Rancher's and Docker's terms. */
export const actionWord = (action: Action): string => ACTION_WORDS[action];

export function secondStep(action: "confirm" | "roll-back" | "stop" | "restart", subject: string, oldKept: number): SecondStep {
  const old = oldKept === 1 ? "the old container" : `${oldKept} old containers`;
  const steps: Record<typeof action, SecondStep> = {
    confirm: { question: oldKept === 0 ? "Confirm this upgrade?" : `Delete ${old}?`, keep: "Keep both", go: "Confirm upgrade" },
    "roll-back": {
      question: oldKept === 0 ? "Go back to the confirmed version?" : `Start ${oldKept === 1 ? "the old one" : `the old ${oldKept}`} again?`,
      keep: "Not now",
      go: "Roll back",
    },
    stop: { question: `Stop \`${subject}\`?`, keep: "Keep it running", go: "Stop" },
    restart: { question: `Restart \`${subject}\`, container by container?`, keep: "Not now", go: "Restart" },
  };
  return steps[action];
}

const KINDS: Record<OperationKind, { past: string; doing: string; noun: string }> = {
  create: { past: "Created", doing: "Creating", noun: "Create" },
  deploy: { past: "Deployed", doing: "Deploying", noun: "Deploy" },
  upgrade: { past: "Upgraded", doing: "Upgrading", noun: "Upgrade" },
  confirm: { past: "Confirmed", doing: "Confirming", noun: "Confirm" },
  "roll-back": { past: "Rolled back", doing: "Rolling back", noun: "Roll back" },
  pause: { past: "Paused", doing: "Pausing", noun: "Pause" },
  resume: { past: "Resumed", doing: "Resuming", noun: "Resume" },
  scale: { past: "Scaled", doing: "Scaling", noun: "Scale" },
  start: { past: "Started", doing: "Starting", noun: "Start" },
  stop: { past: "Stopped", doing: "Stopping", noun: "Stop" },
  restart: { past: "Restarted", doing: "Restarting", noun: "Restart" },
  remove: { past: "Removed", doing: "Removing", noun: "Remove" },
  repair: { past: "Repaired", doing: "Repairing", noun: "Repair" },
  shell: { past: "Opened a shell in", doing: "Opening a shell in", noun: "Shell" },
  files: { past: "Moved files of", doing: "Moving files of", noun: "Files" },
  logs: { past: "Read the logs of", doing: "Reading the logs of", noun: "Logs" },
  transfer: { past: "Handed over", doing: "Handing over", noun: "Transfer" },
  access: { past: "Changed who may use", doing: "Changing who may use", noun: "Access" },
};
export const operationKindWord = (kind: OperationKind): string => KINDS[kind].noun;

/** "Upgraded `web`", "Deploy failed", "Scaling `proxy`": for a list that names the stack elsewhere. */
export function lastChangeTitle({ kind, service, status }: Pick<LastChange, "kind" | "service" | "status">): string {
  const { past, doing, noun } = KINDS[kind];
  if (status === "failed" || status === "superseded")
    return `${noun}${service === null ? "" : ` of \`${service}\``} ${status === "failed" ? "failed" : "gave way"}`;
  return `${status === "running" ? doing : past}${service === null ? "" : ` \`${service}\``}`;
}

/** "Upgraded `beamline-als/web` to revision 7", "Deploy of `tin-first-stack` failed". */
export function operationTitle({
  kind,
  status,
  stack,
  service,
  toRevision,
  detail,
}: Pick<OperationView, "kind" | "status" | "stack" | "service" | "toRevision" | "detail">): string {
  const subject = service === null ? stack : `${stack}/${service}`;
  const title = lastChangeTitle({ kind, status, service: subject });
  if ((kind === "transfer" || kind === "access") && detail !== null) return `${title}: ${detail}`;
  if (kind === "scale" && detail !== null) return `${title} from ${detail}`;
  return toRevision !== null && (kind === "deploy" || kind === "upgrade") && (status === "running" || status === "succeeded")
    ? `${title} to revision ${toRevision}`
    : title;
}

/** How it ended, for the foot of an operation. */
export function outcomeSentence(operation: Pick<OperationView, "status" | "problem" | "kind">): string {
  if (operation.status === "running") return "Still running; you can leave this page and find it again in Activity.";
  if (operation.status === "superseded") return "Something newer took its place before it was done.";
  if (operation.status === "failed") return operation.problem === null ? "It did not get to its end." : problemSentence(operation.problem).next;
  return operation.kind === "upgrade" ? "All replaced. The old containers are kept until you decide." : "All done.";
}

const NEEDS: Record<NeedsYou["kind"], string> = {
  "approval-waits": "Waits for approval",
  "approval-declined": "Declined",
  "upgrade-waits": "Upgrade waits for your decision",
  "upgrade-paused": "Upgrade is paused",
  "deploy-failed": "Deploy failed",
  "crash-loop": "Crash loop",
  unhealthy: "Unhealthy",
  "service-error": "Does not run",
};
export const needsTitle = (kind: NeedsYou["kind"]): string => NEEDS[kind];

/** "9 stacks, 34 containers running. Three things need you." */
export function stacksSummary(stacks: number, containers: number, needs: number): string {
  if (stacks === 0) return "Nothing runs here yet.";
  const counted = `${stacks} ${stacks === 1 ? "stack" : "stacks"}, ${containers} ${containers === 1 ? "container" : "containers"} running.`;
  if (needs === 0) return `${counted} Nothing needs you.`;
  const word = numberWord(needs);
  return `${counted} ${word.charAt(0).toUpperCase()}${word.slice(1)} ${needs === 1 ? "thing needs" : "things need"} you.`;
}
