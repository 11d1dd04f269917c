import { hostname } from "node:os";
import type { StoredRow } from "@/lib/core/audit-chain";

/** Facility 13 is "log audit". Severities: a refusal is a warning, a failure an error, the rest notices. */
const FACILITY = 13;
const severityOf = (outcome: unknown): number => (outcome === "failed" || outcome === "unknown" ? 3 : outcome === "refused" ? 4 : 5);

const APP = "spindle";
/** Only printable ASCII may stand in the head of a message. */
const word = (text: string, most: number): string => text.replace(/[^\x21-\x7e]/g, "_").slice(0, most) || "-";

/** One row as RFC 5424: its time, the action as the message id, number and hash as structured data, and the row as JSON in UTF-8. */
export function syslogMessage(row: StoredRow, json: string): Buffer {
  const head = [
    `<${FACILITY * 8 + severityOf(row.outcome)}>1`,
    new Date(Number(row.at)).toISOString(),
    word(hostname(), 255),
    APP,
    String(process.pid),
    word(String(row.action), 32),
    // 32473 is the number that RFC 5612 keeps for examples and private use.
    `[audit@32473 number="${row.number}" hash="${row.hash ?? ""}"]`,
  ].join(" ");
  return Buffer.from(`${head} \ufeff${json.trimEnd()}`);
}

/** RFC 6587: how long the message is, a space, the message. */
export const framed = (message: Buffer): Buffer => Buffer.concat([Buffer.from(`${message.length} `), message]);
