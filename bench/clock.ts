/** The wall clock with fractions of a millisecond, ms since the epoch: `Date` has only whole ones, and the engine's stamps have nanoseconds. */
export function wallClock(): () => number {
  const before = Date.now();
  while (Date.now() === before) {
    // Until it ticks: at that moment both clocks are known.
  }
  const offset = Date.now() - performance.now();
  return () => performance.now() + offset;
}

let second = "";
let secondMs = 0;

/** Ms of an engine's stamp `2026-11-22T12:00:00.123456789Z ...` at `from`; NaN where there is none. */
export function stampAt(bytes: Buffer, from: number): number {
  const text = bytes.toString("latin1", from, from + 30);
  if (text[4] !== "-" || text[19] !== ".") return Number.NaN;
  const whole = text.slice(0, 19);
  if (whole !== second) {
    second = whole;
    secondMs = Date.parse(`${whole}Z`);
  }
  return secondMs + Number.parseFloat(`0.${text.slice(20, 29)}`) * 1000;
}
