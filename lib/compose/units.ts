const BYTES = /^(\d{1,15}(?:\.\d{1,6})?) ?(?:([kmgtp])i?)?b?$/i;
const POWER: Record<string, number> = { k: 1, m: 2, g: 3, t: 4, p: 5 };

/** `512m`, `1.5g`, `64MiB`, `1024`: bytes, counted by 1024 as Docker does; null when it is no size. */
export function parseBytes(text: string): number | null {
  const match = BYTES.exec(text.trim());
  if (!match) return null;
  const bytes = Math.floor(Number(match[1]) * 1024 ** (POWER[(match[2] ?? "").toLowerCase()] ?? 0));
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** The shortest exact spelling: `512m`, `1g`, `1000`. */
export function formatBytes(bytes: number): string {
  for (const [unit, power] of [
    ["g", 3],
    ["m", 2],
    ["k", 1],
  ] as const)
    if (bytes > 0 && bytes % 1024 ** power === 0) return `${bytes / 1024 ** power}${unit}`;
  return String(bytes);
}

const MS: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 0.001,
  "\u00b5s": 0.001,
  "\u03bcs": 0.001,
  ns: 0.000001,
};
const PART = /(\d{1,12}(?:\.\d{0,9})?|\.\d{1,9})(w|d|h|ms|us|\u00b5s|\u03bcs|ns|m|s)/y;

/** `1m30s`, `1.5s`, `500ms`, `0`: milliseconds; null when it is no duration. */
export function parseDuration(text: string): number | null {
  const source = text.trim().replace(/^\+/, "");
  if (source === "0") return 0;
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < source.length) {
    const match = PART.exec(source);
    if (!match) return null;
    total += Number(match[1]) * (MS[match[2] ?? ""] ?? 0);
  }
  return source === "" || !Number.isFinite(total) ? null : total;
}

/** `90000` is `1m30s`, as Compose writes it. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  const parts = [
    [Math.floor(ms / 3_600_000), "h"],
    [Math.floor(ms / 60_000) % 60, "m"],
    [Math.floor(ms / 1000) % 60, "s"],
    [ms % 1000, "ms"],
  ] as const;
  return parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : "")).join("");
}
