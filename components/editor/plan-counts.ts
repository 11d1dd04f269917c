import type { PlanIcon, ReviewView } from "@/lib/core/review-views";

type Plan = ReviewView["plan"];

export interface PlanCount {
  icon: PlanIcon;
  count: number;
  word: string;
}

/** In the order in which a person asks. */
const WORDS: [PlanIcon, string][] = [
  ["replace", "replaced"],
  ["new", "new"],
  ["scale", "scaled"],
  ["remove", "removed"],
  ["keep", "kept"],
  ["unchanged", "unchanged"],
];

/** How many services of each fate: what one sees before one reads. */
export function planCounts(plan: Plan): PlanCount[] {
  return WORDS.flatMap(([icon, word]) => {
    const count = plan.filter((line) => line.service !== null && line.icon === icon).length;
    return count > 0 ? [{ icon, count, word }] : [];
  });
}

/** Past this many they are one line that opens. */
const MOST_UNCHANGED = 4;

export interface PlanParts {
  warnings: Plan;
  services: Plan;
  /** Services that are left alone, where they are too many to be read. */
  alone: Plan;
  around: Plan;
}

/** What becomes of services, apart from what is done around them. */
export function planParts(plan: Plan): PlanParts {
  const isFate = ({ icon, service }: Plan[number]) => service !== null && icon !== "network" && icon !== "warning";
  const fates = plan.filter(isFate);
  const alone = fates.filter(({ icon, service, text }) => icon === "unchanged" && text === `${service}: unchanged`);
  const folded = alone.length > MOST_UNCHANGED ? alone : [];
  return {
    warnings: plan.filter(({ icon }) => icon === "warning"),
    services: [...fates.filter(({ icon }) => icon !== "unchanged"), ...fates.filter((line) => line.icon === "unchanged" && !folded.includes(line))],
    alone: folded,
    around: plan.filter((line) => line.icon !== "warning" && !isFate(line)),
  };
}

/** Nobody's container is made, stopped or removed. */
export const leavesAllAlone = (plan: Plan): boolean => plan.length > 0 && planCounts(plan).every(({ icon }) => icon === "unchanged" || icon === "keep");
