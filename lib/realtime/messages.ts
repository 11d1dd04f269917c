import * as z from "zod";
import { type ClientMessage, MOST_LOOKED_AT } from "./protocol";

const channel = z.int().min(0).max(0xffff_ffff);
const name = z.string().min(1).max(64);
const containerId = z.string().min(1).max(128);
const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
const cols = z.int().min(1).max(1000);
const rows = z.int().min(1).max(1000);

const logs = z.strictObject({
  kind: z.literal("logs"),
  environment: name,
  stack: name,
  service: name.nullable(),
  containers: z.array(containerId).min(1).max(200).nullable(),
  tail: z.union([z.int().min(0).max(1_000_000), z.literal("all")]),
  since: moment.nullable(),
  after: z
    .array(z.strictObject({ container: containerId, stream: z.enum(["stdout", "stderr"]), at: moment, lines: z.int().min(0) }))
    .max(2000)
    .optional(),
});

const shell = z.strictObject({
  kind: z.literal("shell"),
  environment: name,
  stack: name,
  container: containerId,
  ticket: z.string().max(64),
  shell: z.enum(["bash", "ash", "sh"]).nullable(),
  cols,
  rows,
  resume: z.string().max(64).nullable(),
  received: z.int().min(0).optional(),
  debug: z.string().min(1).max(300).optional(),
  reason: z.string().max(300).optional(),
});

const statistics = z.strictObject({ kind: z.literal("statistics"), environment: name, stack: name, service: name.nullable() });

const engineStatistics = z.strictObject({
  kind: z.literal("engine-statistics"),
  environment: name,
  containers: z.array(containerId).min(1).max(MOST_LOOKED_AT),
});

const message = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("open"), channel, open: z.discriminatedUnion("kind", [logs, shell, statistics, engineStatistics]) }),
  z.strictObject({ type: z.literal("close"), channel }),
  z.strictObject({ type: z.literal("ack"), channel, bytes: z.int().min(0) }),
  z.strictObject({ type: z.literal("resize"), channel, cols, rows }),
]);

/** What a page said, or null when it is not of the protocol. */
export function parseClientMessage(text: string): ClientMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const result = message.safeParse(value);
  return result.success ? result.data : null;
}
