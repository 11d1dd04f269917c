import type { PortSpec } from "@/lib/core/spec";
import type { ReviewView } from "@/lib/core/views";

export interface PortNeeds {
  /** Host ports that the file names, by service. */
  fixed: { service: string; port: PortSpec }[];
  /** How many any free ones each service needs. */
  random: { service: string; count: number }[];
  pool: { from: number; to: number; free: number };
}

/** Which host ports will be leased, and what is left for that. */
export function portLines({ fixed, random, pool }: PortNeeds): ReviewView["plan"] {
  const byService = new Map<string, PortSpec[]>();
  for (const { service, port } of fixed) byService.set(service, [...(byService.get(service) ?? []), port]);
  const lines: ReviewView["plan"] = [...byService].map(([service, ports]) => ({
    icon: "network",
    service,
    text: `${service}: host ${ports.length === 1 ? "port" : "ports"} ${ports.map(({ published, protocol }) => `${published}${protocol === "tcp" ? "" : `/${protocol}`}`).join(", ")}, as the file says`,
  }));
  const count = random.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return lines;
  const whom = random.map(({ service, count: each }) => (random.length === 1 ? service : `${service} (${each})`)).join(", ");
  const size = pool.to - pool.from + 1;
  const left = `${pool.free} of ${size} ${pool.free === 1 ? "is" : "are"} free now`;
  const text =
    count > pool.free
      ? `Not enough host ports of ${pool.from} to ${pool.to}: ${count} needed for ${whom}, ${left}`
      : `${count} random host ${count === 1 ? "port" : "ports"} of ${pool.from} to ${pool.to} for ${whom}; ${left}`;
  return [...lines, { icon: count > pool.free ? "warning" : "network", service: random.length === 1 ? (random[0]?.service ?? null) : null, text }];
}
