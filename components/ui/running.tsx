/** "3 of 3 + 3 old"; the first number turns bold when it is short, unless nothing is meant to run. */
export function Running({ running, wanted, oldKept = 0, stopped = false }: { running: number; wanted: number; oldKept?: number; stopped?: boolean }) {
  return (
    <span className={running < wanted && !stopped ? "running is-short" : "running"}>
      <b>{running}</b> <span className="of">of</span> {wanted}
      {oldKept > 0 && <span className="of"> + {oldKept} old</span>}
    </span>
  );
}
