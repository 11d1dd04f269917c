import type { Problem } from "@/lib/core/errors";
import type { ServiceView, Why } from "@/lib/core/views";
import { countdown, duration } from "./duration";
import { count, imageTag, nameList, numberWord } from "./names";
import { PROBLEMS } from "./problem-sentences";

/** What the sentence may say besides the cause itself. */
export type WhyContext = Pick<ServiceView, "running" | "wanted" | "health">;

type WhyTable = { [K in Why["kind"]]: (why: Extract<Why, { kind: K }>, view: WhyContext | null, now: number) => string };

const CONDITIONS: Record<string, string> = {
  service_started: "to start",
  service_healthy: "to be healthy",
  service_completed_successfully: "to finish",
};

const runsAs: Record<ServiceView["health"], string> = {
  healthy: "runs healthy",
  initializing: "is starting",
  degraded: "runs with trouble",
  unhealthy: "fails its health check",
  "started-once": "finished its work",
  none: "runs",
  stopped: "is stopped",
};

const keptWords = (kept: number) =>
  kept === 1 ? "The old container is kept until you decide." : `The ${numberWord(kept)} old containers are kept until you decide.`;
/** Ticks in whole seconds. */
const whole = (ms: number) => duration(Math.max(1_000, Math.floor(ms / 1000) * 1000));
const ofWanted = (done: number, wanted: number) => `${done} of ${wanted}`;

/** "what; why" in one breath: the cause stands next to the state, the way out on the callout. */
function problemLine(problem: Problem): string {
  const { what, why } = (PROBLEMS[problem.code] as (data: Problem["data"]) => { what: string; why: string })(problem.data);
  return `${what}: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
}

const sentenceOf = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** One sentence for each kind: a kind without one does not compile. */
export const WHYS: WhyTable = {
  "approval-waits": ({ what, asker, mayDecide, message }) =>
    `${mayDecide ? `${asker} asks for your yes to this ${what}` : `The ${what} waits for an operator's yes`}${message === null ? "." : `: ${sentenceOf(message)}`}`,
  "approval-declined": ({ by, reason }) => `${by} said no${reason === null ? "." : `: ${sentenceOf(reason)}`}`,
  well: ({ since }, view, now) => {
    const lasts = since === null ? "" : ` for ${whole(now - since)}`;
    return view === null ? `All well${lasts}.` : `${ofWanted(view.running, view.wanted)} running${lasts}.`;
  },
  problem: ({ problem, retryAt }, _view, now) => {
    const line = problemLine(problem);
    return retryAt === null || retryAt <= now ? line : `${line} Next start in ${countdown(retryAt, now)}.`;
  },
  pulling: ({ image }) => `Pulling \`${image}\`.`,
  "waiting-for": ({ service, condition }) => `Waits for ${nameList([service])} ${CONDITIONS[condition] ?? "to be ready"}.`,
  starting: ({ done, wanted }) => `Starting, ${ofWanted(done, wanted)} running.`,
  "health-wait": ({ container, deadline }, _view, now) =>
    deadline > now ? `Waits for \`${container}\` to be healthy; ${countdown(deadline, now)} left.` : `Waits for \`${container}\` to be healthy.`,
  "upgrade-progress": ({ done, wanted, batchSize }) =>
    `Replaced ${ofWanted(done, wanted)}, ${batchSize === 1 ? "one at a time" : `${numberWord(batchSize)} at a time`}.`,
  "interval-wait": ({ until }, _view, now) => (until > now ? `Next batch in ${countdown(until, now)}, as the strategy asks.` : "Next batch starts now."),
  "upgrade-waits": ({ kept, image }, view) => {
    // Without one it leaves the stack.
    if (image === "") return `The file no longer has it. ${keptWords(kept)}`;
    const runs = view === null ? "The new image runs" : `\`${imageTag(image)}\` ${runsAs[view.health]}, ${ofWanted(view.running, view.wanted)}`;
    return `${runs}. ${keptWords(kept)}`;
  },
  "rolling-back": ({ done, wanted }) => `The old containers start again, ${ofWanted(done, wanted)}.`,
  finishing: ({ left }) => `Removing the old containers, ${left} left.`,
  stopping: ({ left }) => `Stopping, ${count(left, "container")} left.`,
  stopped: () => "Stopped by a person; its volumes and settings stay.",
  completed: () => "Did its work and ended without an error.",
  removing: ({ left }) => (left === 0 ? "Removing the last traces." : `Removing, ${count(left, "container")} left.`),
  "engine-away": ({ since }, _view, now) => `The engine has not answered for ${whole(now - since)}; this is what was last seen.`,
};
