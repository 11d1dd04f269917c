import "server-only";
import type { KeptFilter } from "@/lib/core/kept-logs";

/** `portal-web.log`; what leaves lines out says so, and does not overwrite the whole in somebody's folder. */
export function logFileName(stack: string, { service, ...filter }: KeptFilter): string {
  const isPart = Object.values(filter).some((each) => each !== null);
  return `${[stack, service, isPart && "filtered"]
    .filter(Boolean)
    .join("-")
    .replace(/[^\w.-]/g, "_")}.log`;
}
