"use client";
import { Callout } from "@/components/ui/callout";
import { useTimeZone } from "@/lib/client/now";
import type { EngineStatus } from "@/lib/core/observed";
import type { ActorView } from "@/lib/core/people";
import { clockMinutes } from "@/lib/format/age";

/** On every page while the engine is away: what works, what does not, and that nobody has to do anything for it to return. */
export function EngineBanner({ engine, actor }: { engine: EngineStatus; actor: ActorView }) {
  const timeZone = useTimeZone();
  if (engine.state === "up") return null;
  const since = clockMinutes(engine.since, timeZone);
  if (engine.state === "connecting") {
    return (
      <Callout tone="progress" className="banner" title="Connecting to the engine" live>
        What you see is what Spindle knew last. Changes are refused until the engine answers.
      </Callout>
    );
  }
  const title = engine.state === "down" ? `The engine does not answer since ${since}` : `The engine answers but changes nothing since ${since}`;
  return (
    <Callout tone="broken" icon="away" className="banner" title={title} live>
      <p>Reads keep working, changes are refused until it returns. Spindle keeps trying by itself.</p>
      {actor.role === "admin" && engine.detail && (
        <details>
          <summary className="meta">Details</summary>
          <p className="mono">
            {engine.endpoint}: {engine.detail}
          </p>
        </details>
      )}
    </Callout>
  );
}
