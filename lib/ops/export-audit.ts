import type { AuditFilter } from "@/lib/core/audit";
import { CHAINED, type StoredRow } from "@/lib/core/audit-chain";
import { auditJson } from "@/lib/core/audit-json";
import type { OpArgs } from "./context";
import { type AuditBook, auditScopeOf } from "./read-audit";

export type AuditFormat = "jsonl" | "csv";

const COLUMNS = [...CHAINED, "previousHash", "hash"] as const;

/** Every row that the filter lets through, oldest first, read piece by piece as it is taken. That it was exported is written down before. */
export async function exportAudit({ ctx, input }: OpArgs<{ book: AuditBook; filter: AuditFilter; format: AuditFormat }>): Promise<AsyncIterable<string>> {
  const { book, filter, format } = input;
  const scope = await auditScopeOf(ctx, book);
  const set = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
  const subject = book.of === "stack" ? book.stack : scope.kind === "all" ? "everything" : "own actions";
  const row = { actor: ctx.actor, address: ctx.address, action: "audit.export", subject, before: null, after: { format, filter: set } };
  await ctx.registry.transaction((tx) => tx.audit({ ...row, stackId: scope.kind === "stack" ? scope.stackId : null }, ctx.now()));
  return write(ctx.registry.auditRows(scope, filter), format);
}

async function* write(pieces: AsyncIterable<StoredRow[]>, format: AuditFormat): AsyncGenerator<string> {
  if (format === "csv") yield csvLine([...COLUMNS.map((column) => (column === "at" ? "at (UTC)" : column))]);
  for await (const rows of pieces) yield rows.map(format === "csv" ? asCsv : auditJson).join("");
}

const asCsv = (row: StoredRow): string => csvLine(COLUMNS.map((column) => (column === "at" ? new Date(Number(row.at)).toISOString() : row[column])));

const csvLine = (cells: (string | number | null)[]): string => `${cells.map(csvCell).join(",")}\r\n`;

/** RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it, and is then only a text. */
export function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[\s]*[=+\-@\t\r\n|%]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
