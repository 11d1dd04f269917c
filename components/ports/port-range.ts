import type { PortRange } from "@/lib/core/policy";

/** `80` or `8000-8010`; null for anything else. */
export function rangeIn(text: string): PortRange | null {
  const match = /^\s*(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?\s*$/.exec(text);
  const [from, to] = match ? [Number(match[1]), Number(match[2] ?? match[1])] : [0, 0];
  return from >= 1 && to >= from && to <= 65535 && to - from < 200 ? { from, to } : null;
}
