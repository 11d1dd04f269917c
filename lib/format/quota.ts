import type { Excess, QuotaStanding, Resource } from "@/lib/core/quota";
import { bytes } from "./bytes";
import { capital, HARD_SPACE } from "./names";

const WORDS: Record<Resource, string> = {
  stacks: "stacks",
  services: "services",
  containers: "containers",
  cpus: "CPUs",
  memoryBytes: "memory",
  ports: "host ports",
};

export const resourceWord = (what: Resource): string => WORDS[what];
export const resourceTitle = (what: Resource): string => capital(WORDS[what]);

/** "2.5", "12", "1.5 GiB": without what it is of. */
export const amount = (what: Resource, value: number): string => (what === "memoryBytes" ? bytes(value) : String(Number(value.toFixed(3))));

/** "3 of 4", "3, no limit". */
export const usedOf = (what: Resource, used: number, allowed: number | null): string =>
  allowed === null ? `${amount(what, used)}, no limit` : `${amount(what, used)}${HARD_SPACE}of${HARD_SPACE}${amount(what, allowed)}`;

/** "CPUs: 3 of 4 are taken, and this takes 2 more." */
export function excessInWords({ what, used, asked, allowed }: Excess): string {
  const verb = what === "memoryBytes" ? "is" : "are";
  return `${resourceTitle(what)}: ${usedOf(what, used, allowed)} ${verb} taken, and this takes ${amount(what, asked)} more.`;
}

const STANDING: Record<QuotaStanding, string> = { free: "", near: "nearly all", full: "all taken", over: "more than allowed" };
export const standingWord = (standing: QuotaStanding): string => STANDING[standing];
