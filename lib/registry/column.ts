/** Structured values live in text columns. What is read back was written by `toText` of the same type. */
export const toText = (value: unknown): string => JSON.stringify(value);
export const fromText = <T>(text: string): T => JSON.parse(text) as T;

/** For nullable columns: no value is NULL, never the text "null". */
export const toNullableText = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));
export const fromNullableText = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

export const toMs = (date: Date | null): number | null => date?.getTime() ?? null;
export const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
