import { Card } from "@/components/ui/card";
import { Diff } from "@/components/ui/diff";
import type { ServiceView, StackView } from "@/lib/core/views";
import { count } from "@/lib/format/names";
import { changedCount } from "./line-diff";

/** The rendered service of both generations, line by line; services left alone are named last. */
export function WhatChanged({ stack, service }: { stack: StackView; service: ServiceView }) {
  const { kept, target, change } = service;
  if (!kept || !target || !change) return null;
  const { lines } = change;
  const changed = changedCount(lines);
  const alone = stack.services.filter((other) => other.phase === "steady" && other.name !== service.name).map(({ name }) => name);
  return (
    <Card
      flush
      title={
        <>
          What changed in <span className="mono">{service.name}</span>
        </>
      }
      meta={`${changed === 0 ? "the same text" : count(changed, "line")}, revision ${kept.revision} to ${target.revision}`}
    >
      <div className="pt-2 pb-3">
        {changed === 0 ? (
          <p className="ink-2 px-4 py-1">The same settings, with an image that is new under the same name.</p>
        ) : (
          <Diff lines={lines} context={2} />
        )}
        {alone.length > 0 && <div className="diff diff-skip">{alone.join(", ")}: unchanged</div>}
      </div>
    </Card>
  );
}
