import { Running } from "@/components/ui/running";
import { Health, StateChip } from "@/components/ui/state-chip";
import type { ServiceView } from "@/lib/core/views";
import { Endpoints } from "./endpoints";

type Standing = Pick<ServiceView, "state" | "health" | "running" | "wanted" | "oldKept" | "endpoints">;

/** How a stack or a service stands: state, health, how much of it runs, where it answers. */
export const StandingCells = ({ of: { state, health, running, wanted, oldKept, endpoints } }: { of: Standing }) => (
  <>
    <td className="c-state">
      <StateChip state={state} />
    </td>
    <td className="c-health">
      <Health health={health} />
    </td>
    <td className="c-run">
      <Running running={running} wanted={wanted} oldKept={oldKept} stopped={state === "inactive"} />
    </td>
    <td className={endpoints.length === 0 ? "c-end is-none" : "c-end"}>
      <Endpoints endpoints={endpoints} most={1} />
    </td>
  </>
);
