import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Running } from "@/components/ui/running";
import { Health, StateChip } from "@/components/ui/state-chip";
import type { ServiceView } from "@/lib/core/views";
import { Endpoints } from "./endpoints";

type Standing = Pick<ServiceView, "state" | "health" | "running" | "wanted" | "oldKept" | "endpoints">;

interface StandingCellsProps {
  of: Standing;
  /** Where it answers is left out where there is little room. */
  roomyEnd?: boolean;
  /** Further cells, before where it answers. */
  children?: ReactNode;
}

/** How a stack or a service stands: state, health, how much of it runs, where it answers. */
export const StandingCells = ({ of: { state, health, running, wanted, oldKept, endpoints }, roomyEnd = false, children }: StandingCellsProps) => (
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
    {children}
    <td className={clsx("c-end", roomyEnd && "c-roomy", endpoints.length === 0 && "is-none")}>
      <Endpoints endpoints={endpoints} most={1} />
    </td>
  </>
);
