import * as z from "zod";
import { AUDIT_OUTCOMES, type AuditFilter } from "@/lib/core/audit";
import { fail } from "@/lib/core/errors";

const text = z.string().trim().min(1).max(200).nullable().catch(null);
const moment = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)))
  .transform((value) => Date.parse(value))
  .nullable()
  .catch(null);

const filter = z.object({
  person: text,
  action: text,
  stack: text,
  environment: text,
  address: text,
  outcome: z.enum(AUDIT_OUTCOMES).nullable().catch(null),
  from: moment,
  until: moment,
});

/** What an address asks for; what it asks for in a wrong form leaves the field open, as on every page. */
export function auditFilterOf(query: URLSearchParams): AuditFilter {
  return filter.parse(Object.fromEntries(Object.keys(filter.shape).map((key) => [key, query.get(key)])));
}

/** A row's number in an address. */
export function auditNumber(value: string | null): number | null {
  if (value === null) return null;
  if (!/^\d{1,15}$/.test(value)) throw fail("INVALID_INPUT", { field: "Row", reason: "a number" });
  return Number(value);
}
