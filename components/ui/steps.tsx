import type { ReactNode } from "react";
import type { PullProgress } from "@/lib/core/views";
import { bytesOf } from "@/lib/format/bytes";
import type { Look } from "@/lib/format/state";
import { Icon } from "./icon";

/** Oldest first while running, newest first in history. */
export function Steps({ children, className = "card-body", label }: { children: ReactNode; className?: string; label?: string }) {
  return (
    <ol className={`steps ${className}`} aria-label={label}>
      {children}
    </ol>
  );
}

/** One step: what, why, when. */
export function Step({
  look,
  title,
  why,
  at,
  children,
}: {
  look: Pick<Look, "tone" | "icon" | "spins">;
  title: ReactNode;
  why?: ReactNode;
  at?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className="step">
      <Icon name={look.icon} spin={look.spins} className={look.tone === "progress" ? "progress-c" : look.tone} />
      <div>
        <b>{title}</b>
        {why && <p>{why}</p>}
      </div>
      {at !== undefined && <span className="at">{at}</span>}
      {children}
    </li>
  );
}

type Layer = PullProgress["layers"][number];

function amount(layer: Layer): string {
  if (layer.status === "done") return "done";
  if (layer.status === "extracting") return "unpacking";
  return layer.status === "downloading" && layer.total > 0 ? bytesOf(layer.current, layer.total) : "waits";
}

/** Layers of an image pull: id, bar, amount. */
export function PullLayers({ pull }: { pull: PullProgress }) {
  return (
    <ul className="layers" aria-label="Layers">
      {pull.layers.map((layer) => {
        const part = layer.status === "done" ? 1 : layer.total > 0 ? Math.min(1, layer.current / layer.total) : 0;
        return (
          <li key={layer.id} className="layer">
            <span className="mono">{layer.id.slice(0, 8)}</span>
            <span className={layer.status === "done" ? "bar is-done" : "bar"}>
              <i style={{ width: `${Math.round(part * 100)}%` }} />
            </span>
            <span>{amount(layer)}</span>
          </li>
        );
      })}
    </ul>
  );
}
