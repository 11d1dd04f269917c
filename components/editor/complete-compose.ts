import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

/** What Spindle reads at each level of a compose file, with a word on what it is for. Values in brackets are forms, not examples. */
const KEYS: Record<string, Record<string, string>> = {
  "": { services: "what runs", volumes: "named volumes, kept on upgrade", networks: "private networks of this stack" },
  service: {
    image: "name:tag in a registry",
    command: "instead of the image's own",
    entrypoint: "instead of the image's own",
    environment: "NAME: value",
    ports: "container ports to open",
    volumes: "name:/path",
    networks: "default is the stack's own",
    labels: "NAME: value",
    healthcheck: "how to know that it is well",
    depends_on: "what must run before",
    deploy: "replicas",
    scale: "copies",
    restart: "no, on-failure, unless-stopped",
    user: "uid:gid",
    cap_add: "capabilities to have back",
    cap_drop: "capabilities to lose",
    read_only: "no writes outside volumes",
    tmpfs: "a folder in memory",
    init: "a small first process",
    tty: "a terminal",
    stdin_open: "keep the input open",
    hostname: "its own name inside",
    working_dir: "where the command starts",
    container_name: "allows one copy only",
    stop_signal: "SIGTERM if not set",
    stop_grace_period: "how long it may take to stop",
    mem_limit: "such as 512m",
    mem_reservation: "such as 256m",
    cpus: "such as 0.5",
    pids_limit: "processes at most",
    shm_size: "such as 64m",
    logging: "json-file with max-size, max-file",
  },
  healthcheck: {
    test: '["CMD", ...]',
    interval: "such as 10s",
    timeout: "such as 5s",
    start_period: "such as 30s",
    retries: "failures before unhealthy",
    disable: "true",
  },
  deploy: { replicas: "copies", resources: "limits" },
  depends_on: { condition: "service_started, service_healthy, service_completed_successfully" },
  logging: { driver: "json-file", options: "max-size, max-file" },
};
const CONDITIONS = ["service_started", "service_healthy", "service_completed_successfully"];
const RESTARTS = ["no", "on-failure", "unless-stopped"];

/** The keys above a line, outermost first, found by indentation. */
export function keysAbove(lines: readonly string[], index: number, indent: number): string[] {
  const path: string[] = [];
  let limit = indent;
  for (let line = index - 1; line >= 0 && limit > 0; line--) {
    const found = /^( *)([\w.-]+):/.exec(lines[line] ?? "");
    if (!found || (found[1]?.length ?? 0) >= limit) continue;
    limit = found[1]?.length ?? 0;
    path.unshift(found[2] ?? "");
  }
  return path;
}

/** Which table serves a place: `services.web` is a service, `services.web.healthcheck` a health check. */
export function tableAt(path: readonly string[]): Record<string, string> | null {
  if (path.length === 0) return KEYS[""] ?? null;
  if (path[0] !== "services") return null;
  if (path.length === 2) return KEYS.service ?? null;
  if (path.length === 3 && path[2] !== "depends_on") return KEYS[path[2] ?? ""] ?? null;
  return path.length === 4 && path[2] === "depends_on" ? (KEYS.depends_on ?? null) : null;
}

const options = (table: Record<string, string>): Completion[] =>
  Object.entries(table).map(([label, detail]) => ({ label, detail, apply: `${label}: `, type: "property" }));

export function completeCompose(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const value = /^\s*(condition|restart):\s*([\w-]*)$/.exec(before);
  if (value) {
    const words = value[1] === "condition" ? CONDITIONS : RESTARTS;
    return { from: context.pos - (value[2]?.length ?? 0), options: words.map((label) => ({ label, type: "enum" })) };
  }
  const key = /^( *)([\w-]*)$/.exec(before);
  if (!key || (!context.explicit && !key[2])) return null;
  const table = tableAt(keysAbove(context.state.doc.toString().split("\n"), line.number - 1, key[1]?.length ?? 0));
  return table ? { from: context.pos - (key[2]?.length ?? 0), options: options(table), validFor: /^[\w-]*$/ } : null;
}
