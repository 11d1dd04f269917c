import type { AtEnd } from "./database";

/** The time of a house of its own, and the alarms that are set by it. */
export interface QuickClock {
  now(): number;
  after(ms: number, work: () => void): () => void;
  /** Lets this much time go by at once; what falls due in it happens at the next beat. */
  skip(ms: number): void;
}

const BEAT_MS = 2;
const STEP_MS = 100;

/**
 * Goes on by a tenth of a second with each beat, some fifty times as fast as people live, and by a millisecond with each look at it: never
 * by more. On a machine that is busy with something else the beats come later, and a day in the house is longer. Were it a multiple of the
 * real time, a pause of this process would be minutes in there, in which nobody looked at anything. `beat` is what happens by itself as
 * time goes by.
 */
export function quickClock(atEnd: AtEnd, beat: () => void): QuickClock {
  let time = Date.now();
  const now = () => {
    time += 1;
    return time;
  };
  const alarms = new Set<{ at: number; work: () => void }>();
  const heart = setInterval(() => {
    time += STEP_MS;
    beat();
    const due = [...alarms].filter(({ at }) => at <= time).sort((a, b) => a.at - b.at);
    for (const alarm of due) if (alarms.delete(alarm)) alarm.work();
  }, BEAT_MS);
  atEnd(() => clearInterval(heart));
  return {
    now,
    after(ms, work) {
      const alarm = { at: now() + ms, work };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    skip(ms) {
      time += ms;
    },
  };
}
