import type { AuditOutcome } from "@/lib/core/audit";
import { auditAction } from "@/lib/core/audit-actions";
import type { ChainFault, ChainVerdict } from "@/lib/core/audit-chain";
import { count } from "./names";

/** "upgraded", or the name itself where this version has no words for it. What was turned away was only tried. */
export function actionWords(action: string, outcome: AuditOutcome): string {
  if (outcome === "refused" && action === "session.create") return "tried to sign in as";
  return auditAction(action)?.words ?? action;
}

const FAULTS: Record<ChainFault["fault"], (number: number) => string> = {
  missing: (number) => `Row ${number} is missing.`,
  altered: (number) => `Row ${number} was altered: it does not say what it said when it was written.`,
  unchained: (number) => `Row ${number} was put in from outside: it has no place in the chain.`,
  misplaced: (number) => `Row ${number} does not belong behind row ${number - 1}: one of the two was put in, moved or taken out.`,
};

/** What a check of the audit log found, for people. */
export function verdictSentence(verdict: ChainVerdict): string {
  if (verdict.sound)
    return verdict.rows === 0 ? "The audit log is empty." : `The audit log is whole: ${count(verdict.rows, "row")}, each behind the one before it.`;
  if ("fault" in verdict) return FAULTS[verdict.fault.fault](verdict.fault.number);
  return verdict.found === null
    ? `The end was cut off: row ${verdict.kept.number} is gone, the last one is ${verdict.end.number}.`
    : `Row ${verdict.kept.number} is not the one that was noted: the log was written anew.`;
}

/** Control characters and unseen signs as something one can see: what stands in a log must not act on whoever reads it. */
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    sign === "\n" || sign === "\t" ? sign : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
