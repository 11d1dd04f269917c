import type { ChartLine } from "@/lib/client/statistics-lines";

const GENERATIONS = { new: "", old: " old", leaving: " leaving", gone: " gone" } as const;

/** `web-1`, `web-1 old`: two of one name are told apart. */
export const lineName = ({ label, generation }: Pick<ChartLine, "label" | "generation">): string => `${label}${GENERATIONS[generation]}`;
