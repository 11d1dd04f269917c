/**
 * The audit log is a chain: each row's hash is SHA-256 over the UTF-8 bytes of `canonicalRow`, which begins with the hash of the row before it.
 * The canonical form is one JSON array without spaces: the name of the form, the previous hash, then the fields of CHAINED in this order, each a
 * text, a whole number or null; `at` is in ms since the epoch, `before` and `after` are JSON texts. The first row follows GENESIS.
 */
const GENESIS = "0".repeat(64);

const FORM = "spindle-audit-1";

export const CHAINED = [
  "number",
  "at",
  "actorId",
  "actorName",
  "actorRole",
  "sessionId",
  "address",
  "action",
  "outcome",
  "answers",
  "operationId",
  "objectKind",
  "objectId",
  "stackId",
  "stackName",
  "projectId",
  "projectName",
  "environment",
  "subject",
  "before",
  "after",
] as const;

export type ChainedField = (typeof CHAINED)[number];
export type RowValues = { [Field in ChainedField]: string | number | null } & { number: number };
export type StoredRow = RowValues & { previousHash: string | null; hash: string | null };

export const canonicalRow = (previousHash: string, row: RowValues): string => JSON.stringify([FORM, previousHash, ...CHAINED.map((field) => row[field])]);

/** A place in the chain: the number of a row and its hash. */
export interface ChainEnd {
  number: number;
  hash: string;
}

export const CHAIN_START: ChainEnd = { number: 0, hash: GENESIS };

/** What is wrong with a row: it is not there, says something else than it did, was never chained, or does not belong behind the row before it. */
export type ChainFault = { number: number; fault: "missing" | "altered" | "unchained" | "misplaced" };

/** What is wrong with `row`, if it should follow `end`; null when it does. Rows come in the order of their numbers. */
export function faultOf(row: StoredRow, end: ChainEnd, hash: (text: string) => string): ChainFault | null {
  if (row.number > end.number + 1) return { number: end.number + 1, fault: "missing" };
  if (row.number !== end.number + 1) return { number: row.number, fault: "misplaced" };
  if (row.hash === null || row.previousHash === null) return { number: row.number, fault: "unchained" };
  if (hash(canonicalRow(row.previousHash, row)) !== row.hash) return { number: row.number, fault: "altered" };
  return row.previousHash === end.hash ? null : { number: row.number, fault: "misplaced" };
}

/** What a check of the whole log came to. `kept`: the place that an operator noted elsewhere, if one was given. */
export type ChainVerdict =
  | { sound: true; rows: number; end: ChainEnd }
  | { sound: false; rows: number; end: ChainEnd; fault: ChainFault }
  | { sound: false; rows: number; end: ChainEnd; kept: ChainEnd; found: string | null };
