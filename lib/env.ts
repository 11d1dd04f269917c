import * as z from "zod";
import { ADDRESS_POOL } from "@/lib/core/address-pool";

const text = z.string().trim().min(1).optional();

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Address to listen on; unset: every address of this machine. */
  HOST: text,
  /** Folder of the database, the secret and the instance id. */
  SPINDLE_DATA: text.default("./data"),
  DOCKER_HOST: text,
  /** Label value that marks the containers of this installation; made and kept in the data folder when unset. */
  SPINDLE_INSTANCE: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/)
    .optional(),
  /** Private addresses that nothing else here uses: networks of services that keep their addresses get their subnets out of it. */
  SPINDLE_ADDRESS_POOL: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,3}){3}\/([89]|1\d|2[0-3])$/, "a network of at least /23, such as 10.231.0.0/16")
    .default(ADDRESS_POOL),
  /** What one address may send without end; ten times as many at once. */
  SPINDLE_REQUESTS_PER_SECOND: z.coerce.number().min(1).default(100),
  /** Names, addresses and networks, by commas, that an administrator may name although they are private: engines, registries, directories. */
  SPINDLE_PRIVATE_HOSTS: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((entry) => entry.trim())
        .filter(Boolean),
    ),
  /** The address people type, where a proxy stands in front. */
  SPINDLE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Key of the session cookies; made and kept in the data folder when unset. */
  NEXTAUTH_SECRET: z.string().optional(),
  /** The keys that seal secrets in the database, `<id> <hex>` a line, the one in use first; made and kept in the data folder when unset. */
  SPINDLE_KEYS: z.string().optional(),
  /** A file with such lines, best outside of the data folder: a copy of that folder then opens nothing. */
  SPINDLE_KEYS_FILE: text,
  /** A directory on a tmpfs, Spindle's own, where the texts of secrets lie for containers; unset: one under /run or /dev/shm. */
  SPINDLE_SECRETS_DIR: text,
  /** JSON that says which directory (LDAP) and which provider (OpenID Connect) people may sign in with; unset: accounts made here only. */
  SPINDLE_SIGN_IN_FILE: text,
  /** The password of the account that searches the directory, where the file does not have it. */
  SPINDLE_LDAP_PASSWORD: z.string().optional(),
  /** The secret of the client at the provider, where the file does not have it. */
  SPINDLE_OIDC_SECRET: z.string().optional(),
  /** How long who signed in need not say again who they are, before what cannot be undone or gives rights. */
  SPINDLE_FRESH_MINUTES: z.coerce.number().positive().max(1440).default(10),
  /** Nothing else works for an administrator without a second factor. */
  SPINDLE_ADMINS_NEED_SECOND_FACTOR: z
    .enum(["true", "false"])
    .default("false")
    .transform((said) => said === "true"),
  /** Where the audit log is sent besides: `stdout`, `syslog://host:514` (UDP), `syslog+tcp://host:601` or `syslog+unix:///run/log.sock`. */
  SPINDLE_AUDIT_FORWARD: z
    .string()
    .trim()
    .regex(/^(stdout|syslog(\+tcp)?:\/\/[^/@?#]+|syslog\+unix:\/\/\/[^?#]+)$/, "stdout, syslog://host:514, syslog+tcp://host:601 or syslog+unix:///path")
    .optional(),
  /** How long recordings of shells are kept, where an environment has them made. */
  SPINDLE_RECORDING_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  /** What Prometheus says to read /metrics; unset: there is no such page. */
  SPINDLE_METRICS_TOKEN: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{16,512}$/, "16 characters or more, without spaces")
    .optional(),
  NODE_ENV: z.string().default("development"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type Env = z.infer<typeof schema>;

/** Reads and checks the environment; throws one sentence that names every variable that is wrong. An empty variable counts as unset. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(`Environment: ${result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ")}`);
}
