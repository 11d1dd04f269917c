import { type Quota, RESOURCES, type Resource } from "@/lib/core/quota";

const GiB = 1024 ** 3;

/** As it is typed; empty is "as the environment says", a dash is no limit. */
export type QuotaDraft = Record<Resource, string>;

const NO_LIMIT = ["-", "–", "none", "no limit"];

const textOf = (what: Resource, value: number | null | undefined): string => {
  if (value === undefined) return "";
  if (value === null) return "none";
  return String(what === "memoryBytes" ? Number((value / GiB).toFixed(3)) : value);
};

export const draftOf = (limits: Partial<Quota>): QuotaDraft => Object.fromEntries(RESOURCES.map((what) => [what, textOf(what, limits[what])])) as QuotaDraft;

/** What the field shows where nothing is typed. */
export const placeholderOf = (what: Resource, quota: Quota): string => textOf(what, quota[what]);

/** What the draft says, and what is wrong with it by field. `base` is what it began from: what was not touched stays to the byte. */
export function limitsOf(draft: QuotaDraft, base: Partial<Quota>): { limits: Partial<Quota> | null; faults: Partial<Record<Resource, string>> } {
  const limits: Partial<Quota> = {};
  const faults: Partial<Record<Resource, string>> = {};
  for (const what of RESOURCES) {
    const text = draft[what].trim().toLowerCase();
    if (text === "") continue;
    const before = base[what];
    if (before !== undefined && text === textOf(what, before)) limits[what] = before;
    else if (NO_LIMIT.includes(text)) limits[what] = null;
    else {
      const value = Number(text.replace(",", "."));
      const whole = what !== "cpus" && what !== "memoryBytes";
      if (!Number.isFinite(value) || value < 0 || (whole && !Number.isInteger(value)))
        faults[what] = whole ? "A whole number, such as 20, or none." : "A number, such as 8 or 1.5, or none.";
      else limits[what] = what === "memoryBytes" ? Math.round(value * GiB) : value;
    }
  }
  return Object.keys(faults).length > 0 ? { limits: null, faults } : { limits, faults };
}
