import type * as z from "zod";
import { fail } from "@/lib/core/errors";

/** The names of fields on the pages, where they are not the key in words. */
const FIELDS: Record<string, string> = {
  current: "Current password",
  next: "New password",
  composeText: "Compose file",
  rancherText: "rancher-compose.yml",
  stack: "Stack name",
  // An environment.
  ca: "Certificate authority",
  certificate: "Client certificate",
  key: "Client key",
  openTo: "Projects",
  tls: "Connection security",
  // Notifications.
  host: "Mail server",
  user: "Mail user",
  allowedMail: "Allowed mail addresses",
  allowedHooks: "Allowed webhooks",
  perHour: "Messages per hour",
  // A policy: its figures are bounded.
  bindRoots: "Host directories",
  composeBytes: "Compose file",
  cpus: "CPUs",
  healthIntervalMs: "Health check interval",
  labelBytes: "Label",
  logMaxFiles: "Log files",
  logMaxSizeBytes: "Log file size",
  maxScale: "Containers",
  maxServices: "Services",
  memoryBytes: "Memory",
  moreHostPorts: "Port ranges",
  pids: "Processes",
  privateNamespaces: "Private namespace",
  registries: "Allowed registries",
  shmBytes: "Shared memory",
  stopGraceSeconds: "Stop grace",
  tmpfsBytes: "Memory file system",
  uid: "User number",
  gid: "Group number",
  users: "People",
};

/** What a schema makes of a value; throws INVALID_INPUT with the accessible name of the first field that does not fit. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = issue?.path.findLast((part) => typeof part === "string");
  throw fail("INVALID_INPUT", {
    field: typeof key === "string" ? (FIELDS[key] ?? inWords(key)) : "The input",
    reason: issue?.message ?? "it has the wrong form",
  });
}

/** `batchSize` -> "Batch size". */
function inWords(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
