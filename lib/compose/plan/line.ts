import type { DesiredService, Strategy } from "@/lib/core/desired";
import type { Estimate } from "@/lib/core/estimate";
import type { NetworkSpec, ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { Verdicts } from "@/lib/core/verdicts";
import type { ReviewView } from "@/lib/core/views";

export type PlanLine = ReviewView["plan"][number];

export interface PlanInput {
  /** The services of the stack as they are; none for a first deploy. */
  services: readonly DesiredService[];
  after: StackSpec;
  /** What Upgrade itself decides about them. */
  verdicts: Verdicts;
  strategy: Strategy;
  /** What there is of the stack, by names in the file. */
  present: { networks: readonly NetworkSpec[]; volumes: readonly string[] };
  /** Whether the host has the image; null when nobody knows. */
  imagesHere: (image: string) => boolean | null;
  /** Whether what would be the way back ever ran: what did not is not kept. */
  hasRun: (service: DesiredService) => boolean;
  /** Services that get a newer image of the same name, as the person chose. */
  newest?: ReadonlySet<string>;
  /** Services with a container that somebody changed at the engine. */
  drifted?: ReadonlySet<string>;
  /** How long replacing that many containers takes; null when nobody knows. */
  estimate?: (spec: ServiceSpec, count: number) => Estimate | null;
}

export const line = (icon: PlanLine["icon"], service: string | null, text: string): PlanLine => ({ icon, service, text });
export const containers = (count: number) => `${count} container${count === 1 ? "" : "s"}`;
