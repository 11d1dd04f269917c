/** "3 of 3 + 3 old"; the first number turns bold when it is short. */
export function Running({ running, wanted, oldKept = 0 }: { running: number; wanted: number; oldKept?: number }) {
  return (
    <span className={running < wanted ? "running is-short" : "running"}>
      <b>{running}</b> <span className="of">of</span> {wanted}
      {oldKept > 0 && <span className="of"> + {oldKept} old</span>}
    </span>
  );
}
