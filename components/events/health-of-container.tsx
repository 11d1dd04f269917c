"use client";
import { clsx } from "clsx";
import { Age, ClockTime, Lasting } from "@/components/ui/age";
import { Icon } from "@/components/ui/icon";
import type { HealthHistory, HealthProbe, StackEvent } from "@/lib/core/stack-events";
import { duration } from "@/lib/format/duration";
import { harmlessText } from "@/lib/format/harmless-text";
import { count } from "@/lib/format/names";

type Container = HealthHistory["containers"][number];
/** What the engine writes where a check ran into its time limit, or could not begin. */
const NO_END = -1;
/** A screenful; what is older stands in the stack's activity. */
const SHOWN = 10;

/** One container: what its check said last, and since when it has been well or not. */
export function HealthOfContainer({ container: { label, here, generation, probes, changes } }: { container: Container }) {
  return (
    <section className="health-of" aria-label={`Health of ${label}`}>
      <h3>
        <span className="mono">{label}</span>
        {!here && <span className="meta">generation {generation}, gone</span>}
      </h3>
      {probes === null && <p className="meta">What its checks say can be read by those who may read its logs.</p>}
      {probes !== null && here && <Probes probes={probes} />}
      {changes.length > 0 && (
        <ol className="health-changes" aria-label={`Changes of health of ${label}`}>
          {changes.slice(0, SHOWN).map((event, at) => (
            <Change key={event.id} event={event} until={at === 0 ? (here ? null : event.lastAt) : (changes[at - 1]?.at ?? null)} />
          ))}
        </ol>
      )}
      {changes.length === 0 && <p className="meta">Its health has not changed since Spindle began to watch it.</p>}
    </section>
  );
}

function Probes({ probes }: { probes: HealthProbe[] }) {
  if (probes.length === 0) return <p className="meta">Its check has not run yet, or the engine does not answer now.</p>;
  return (
    <ol className="probes" aria-label={`Last ${count(probes.length, "check")}`}>
      {probes.map((probe) => (
        <li key={probe.at}>
          <span className={clsx("health", probe.exitCode === 0 ? "health-well" : "health-broken")}>
            <Icon name={probe.exitCode === 0 ? "check" : "cross"} />
            {probe.exitCode === NO_END ? "did not end" : `exit ${probe.exitCode}`}
          </span>
          <span className="meta">
            <ClockTime at={probe.at} />, took {duration(probe.tookMs)}
          </span>
          <Output text={probe.output} />
        </li>
      ))}
    </ol>
  );
}

function Change({ event, until }: { event: StackEvent; until: number | null }) {
  if (event.what.kind !== "health") return null;
  const { to, probe } = event.what;
  const well = to === "healthy";
  return (
    <li>
      <span className={clsx("health", well ? "health-well" : "health-broken")}>
        <Icon name={well ? "heart" : "heart-crack"} />
        {event.count > 1 ? `changed ${event.count} times, last ${to}` : `became ${to}`}
      </span>
      <span className="meta">
        <Age at={event.lastAt} />
        {until === null && ", and still"}
        {until !== null && until > event.lastAt && (
          <>
            , for <Lasting from={event.lastAt} until={until} />
          </>
        )}
      </span>
      {!well && probe !== null && <Output text={probe.output} />}
    </li>
  );
}

const Output = ({ text }: { text: string }) =>
  text === "" ? <span className="meta">said nothing</span> : <pre className="probe-output">{harmlessText(text)}</pre>;
