"use client";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { ScaleSlider } from "@/components/ui/scale-slider";
import type { ServiceView } from "@/lib/core/views";
import { count, nameList } from "@/lib/format/names";
import { excessInWords } from "@/lib/format/quota";
import { blockSentence, problemSentence } from "@/lib/format/sentences";
import { useOptimisticScale } from "./use-scale";

export interface ScaleCardProps {
  environment: string;
  stack: string;
  service: ServiceView;
}

/** How many copies run: a slider with its number, and before one moves it, why it cannot go further. */
export function ScaleCard({ environment, stack, service }: ScaleCardProps) {
  const { value, max, blocked, warning, room } = service.scale;
  const scale = useOptimisticScale({ environment, stack, service: service.name }, value);
  const verdict = service.actions.scale;
  const unnamed = [...new Set(service.containers.flatMap(({ anonymousVolumes }) => anonymousVolumes.map(({ target }) => target)))].sort();
  const limit = blocked?.code === "SCALE_IMPOSSIBLE" ? blocked.data.limit : Math.min(max, room?.max ?? max);
  return (
    <div className="card mb-5 px-4 py-3">
      <div className="grid grid-cols-[auto_minmax(0,360px)_minmax(0,1fr)] items-center gap-x-5 gap-y-2 max-narrow:grid-cols-1">
        <h3>Scale</h3>
        <ScaleSlider label="Scale" value={scale.shown} max={Math.max(limit, value)} disabled={!verdict.allowed} onCommit={scale.ask} />
        <p className="meta" role="status" aria-label="Wanted containers">
          {scale.shown === value ? `${count(value, "container")} wanted, up to ${limit}` : `Going from ${value} to ${scale.shown}`}
        </p>
      </div>
      {!verdict.allowed && <p className="hint">{blockSentence(verdict.reason)}</p>}
      {blocked && (
        <p className="hint flex gap-2">
          <Icon name="info" size="sm" />
          <span>
            <Prose>{explained(blocked)}</Prose>
          </span>
        </p>
      )}
      {!blocked && room && (
        <p className="hint flex gap-2">
          <Icon name="info" size="sm" />
          <span>
            More than {Math.max(room.max, value)} do not fit into the quota of {room.project}. {room.over.map(excessInWords).join(" ")}
          </span>
        </p>
      )}
      {warning === "database-volume" && (
        <p className="hint flex gap-2">
          <Icon name="warning" size="sm" className="person" />
          <span>This looks like a database with a volume. Two copies writing the same files can destroy its data.</span>
        </p>
      )}
      {unnamed.length > 0 && value > 0 && (
        <p className="hint flex gap-2">
          <Icon name="warning" size="sm" className="person" />
          <span>
            <Prose>{`Each container has a volume without a name at ${nameList(unnamed)}. Scaling down deletes those of the containers that go.`}</Prose>
          </span>
        </p>
      )}
      {scale.problem && <ProblemCallout className="mt-3" problem={scale.problem} />}
    </div>
  );
}

function explained(problem: Parameters<typeof problemSentence>[0]): string {
  const { what, why, next } = problemSentence(problem);
  return `${what}. ${why} ${next}`;
}
