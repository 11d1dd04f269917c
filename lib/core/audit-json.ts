import type { StoredRow } from "./audit-chain";

/** One row as a line of JSON. `before` and `after` are values in it; the texts that were hashed are JSON.stringify of them. */
export const auditJson = ({ before, after, at, ...row }: StoredRow): string =>
  `${JSON.stringify({ ...row, at: new Date(Number(at)).toISOString(), before: jsonOf(before), after: jsonOf(after) })}\n`;

const jsonOf = (text: string | number | null): unknown => (typeof text === "string" ? JSON.parse(text) : null);
