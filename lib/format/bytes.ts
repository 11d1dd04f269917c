import { HARD_SPACE } from "./names";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

function scaleOf(value: number): number {
  let unit = 0;
  while (unit < UNITS.length - 1 && value / 1024 ** unit >= 1024) unit += 1;
  return unit;
}

/** Three digits at most: 7, 96, 12.4; never 96.0. */
function digits(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, "");
}

/** "196 MiB", "1.1 GiB". */
export function bytes(value: number): string {
  const unit = scaleOf(value);
  return `${digits(value / 1024 ** unit)}${HARD_SPACE}${UNITS[unit]}`;
}

/** "96 of 133 MiB": both in the unit of the whole. */
export function bytesOf(done: number, total: number): string {
  const unit = scaleOf(total);
  const part = (value: number) => String(Math.round(value / 1024 ** unit));
  return `${part(done)} of ${part(total)}${HARD_SPACE}${UNITS[unit]}`;
}
