import "server-only";
import { auditFilterOf, auditNumber } from "@/lib/ops/audit-input";
import type { OpContext } from "@/lib/ops/context";
import { exportAudit } from "@/lib/ops/export-audit";
import { type AuditBook, readAudit, readAuditNames } from "@/lib/ops/read-audit";
import { forPage } from "./page";
import { streamOf } from "./stream";

/** `?mine=1` keeps to what one did oneself; without it everything one may read. */
export const bookOf = (query: URLSearchParams): AuditBook => (query.get("mine") === "1" ? { of: "oneself" } : { of: "all" });

export function auditPage(ctx: OpContext, book: AuditBook, request: Request) {
  const query = new URL(request.url).searchParams;
  return readAudit({ ctx, input: { book, filter: auditFilterOf(query), before: auditNumber(query.get("before")) } });
}

/** The first page at this address, for the server's own rendering. */
export const loadAudit = (book: AuditBook, asked: Record<string, string | string[] | undefined>) => {
  const query = new URLSearchParams(Object.entries(asked).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])));
  return forPage((ctx) => readAudit({ ctx, input: { book, filter: auditFilterOf(query), before: null } }));
};

export const auditNames = (ctx: OpContext, book: AuditBook) => readAuditNames({ ctx, input: { book } });

/** The log as a file, `?format=csv` or JSON lines, with the filter of the page. */
export async function auditFile(ctx: OpContext, book: AuditBook, request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const format = query.get("format") === "csv" ? "csv" : "jsonl";
  const pieces = await exportAudit({ ctx, input: { book, filter: auditFilterOf(query), format } });
  return new Response(streamOf(pieces), {
    headers: {
      "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="spindle-audit.${format}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
