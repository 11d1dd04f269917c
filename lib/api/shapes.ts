import * as z from "zod";

/** The shapes that programs rely on. They grow, but nothing in them changes its meaning; the page has shapes of its own. */
const named = z.registry<{ id: string }>();
export const SHAPES = named;

const shape = <Schema extends z.ZodType>(id: string, schema: Schema): Schema => {
  named.add(schema, { id });
  return schema;
};

const time = z.string().meta({ format: "date-time" }).describe("RFC 3339, UTC");
const whole = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const path = z.string().describe("An address on this server");

const STATES = [
  ...["activating", "active", "upgrading", "upgraded", "paused", "finishing-upgrade", "rolling-back", "restarting", "deactivating", "inactive", "removing"],
  "error",
] as const;
export const state = z.string().describe(`One of ${STATES.join(", ")}`);
const health = z.string().describe("One of healthy, initializing, degraded, unhealthy, started-once, none, stopped");

export const problem = shape(
  "Problem",
  z
    .object({
      type: z.string().describe("urn:spindle:problem:<code>"),
      title: z.string().describe("What happened"),
      status: whole,
      detail: z.string().describe("Why, and what to do"),
      code: z.string().describe("Never renamed: the one to switch on"),
      data: z.record(z.string(), z.unknown()).describe("What belongs to the code, such as the line and rule of a refused compose file"),
    })
    .describe("A refusal, as RFC 9457 has it"),
);

const failure = shape("Failure", z.object({ code: z.string(), title: z.string(), detail: z.string() }).describe("Why something did not go well"));

export const endpoint = shape(
  "Endpoint",
  z.object({ port: whole.describe("On the host"), target: whole, protocol: z.enum(["tcp", "udp"]), container: z.string() }),
);

export const environment = shape(
  "Environment",
  z.object({
    name: z.string(),
    colour: z.string(),
    engine: z.object({ state: z.string().describe("One of up, connecting, down and others of that kind"), since: time.nullable() }),
    hostPorts: z.object({ ranges: z.array(z.object({ from: whole, to: whole })), leased: whole }),
  }),
);

const serviceRow = shape(
  "ServiceSummary",
  z.object({
    name: z.string(),
    image: z.string(),
    state,
    health,
    running: whole,
    wanted: whole,
    keptContainers: whole.describe("Of before the upgrade, kept for the way back"),
  }),
);

const lastChange = z.object({ operation: z.string(), kind: z.string(), service: z.string().nullable(), by: z.string(), at: time, status: z.string() });

const stackFields = {
  name: z.string(),
  environment: z.string(),
  project: z.string(),
  owner: z.string(),
  revision: whole.describe("Of the file that it was last given"),
  confirmedRevision: whole.describe("Of the file that it returns to"),
  state,
  health,
  running: whole,
  wanted: whole,
  keptContainers: whole,
  endpoints: z.array(endpoint),
  lastChange: lastChange.nullable(),
  url: path,
};

export const stackSummary = shape("StackSummary", z.object({ ...stackFields, services: z.array(serviceRow) }));
export const stackPage = shape(
  "StackPage",
  z.object({ stacks: z.array(stackSummary), next: z.string().nullable().describe("For `after`; null on the last page") }),
);

export const container = shape(
  "Container",
  z.object({
    id: z.string().describe("Empty while it is missing"),
    name: z.string().describe("As people say it: web-1"),
    service: z.string(),
    generation: z.enum(["new", "old", "leaving"]),
    revision: whole,
    state: z.string(),
    health: z.string(),
    image: z.string(),
    imageId: z.string().nullable(),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    exitCode: z.int().nullable(),
    restarts: whole,
    endpoints: z.array(endpoint),
    problem: failure.nullable(),
  }),
);

const generation = z.object({ revision: whole, image: z.string(), imageId: z.string().nullable(), digest: z.string().nullable(), since: time });

const verdict = z.object({ allowed: z.boolean(), reason: z.string().nullable().describe("Why not now, in a word") });

export const service = shape(
  "Service",
  z.object({
    ...{ name: z.string(), image: z.string(), state, health, phase: z.string(), running: whole, wanted: whole },
    why: z.string().describe("One sentence of cause"),
    keptContainers: whole,
    target: generation.nullable(),
    kept: generation.nullable().describe("What Roll back returns to"),
    endpoints: z.array(endpoint),
    containers: z.array(container),
    doomedVolumes: z
      .array(z.object({ container: z.string(), path: z.string(), name: z.string() }))
      .describe("Volumes without a name that Confirm deletes: then only an owner confirms, at the page"),
    actions: z.record(z.string(), verdict).describe("What may be done now, by verb"),
  }),
);

export const stack = shape(
  "Stack",
  z.object({ ...stackFields, services: z.array(service), operation: z.string().nullable().describe("The one that runs now") }),
);

export const revision = shape(
  "Revision",
  z.object({
    number: whole,
    author: z.string(),
    message: z.string().nullable(),
    createdAt: time,
    services: z.array(z.object({ name: z.string(), image: z.string(), imageId: z.string().nullable(), digest: z.string().nullable() })),
    url: path,
  }),
);
export const revisionPage = shape(
  "RevisionPage",
  z.object({ revisions: z.array(revision), next: whole.nullable().describe("For `before`; null on the last page") }),
);
export const revisionDetail = shape(
  "RevisionDetail",
  z.object({ ...revision.shape, variables: z.record(z.string(), z.string()).describe("Secret-looking values are masked"), compose: path }),
);

const step = z.object({
  title: z.string(),
  cause: z.string(),
  service: z.string().nullable(),
  status: z.enum(["running", "succeeded", "failed"]),
  startedAt: time,
  endedAt: time.nullable(),
  problem: failure.nullable(),
});

export const operation = shape(
  "Operation",
  z.object({
    id: z.string(),
    kind: z.string(),
    environment: z.string(),
    stack: z.string(),
    service: z.string().nullable().describe("Null when the whole stack is meant"),
    status: z.enum(["running", "succeeded", "failed", "superseded"]),
    by: z.string(),
    message: z.string().nullable(),
    fromRevision: whole.nullable(),
    toRevision: whole.nullable(),
    detail: z.string().nullable(),
    startedAt: time,
    endedAt: time.nullable(),
    problem: failure.nullable(),
    steps: z.array(step),
    url: path,
  }),
);
export const operationPage = shape(
  "OperationPage",
  z.object({ operations: z.array(operation), next: time.nullable().describe("For `before`; null on the last page") }),
);
export const started = shape(
  "Started",
  z.object({
    operation: operation.nullable().describe("Null when there was nothing to do, or when it waits for a yes"),
    request: z.string().nullable().describe("Set where the environment wants somebody's yes: it begins when they have given it, and nothing is waited for"),
  }),
);

const issue = z.object({
  severity: z.enum(["error", "warning", "notice"]),
  rule: z.string(),
  path: z.string(),
  line: whole,
  column: whole,
  message: z.string(),
});
export const review = shape(
  "Review",
  z.object({
    isNew: z.boolean().describe("No such stack is there: Deploy would make it"),
    hash: z.string().nullable().describe("Of exactly what would be deployed; null while there are errors. Send it back as `reviewedHash`"),
    issues: z.array(issue),
    plan: z.array(z.object({ service: z.string().nullable(), text: z.string() })).describe("What would happen, in words"),
    changes: z.array(
      z.object({
        service: z.string(),
        change: z.enum(["new", "changed", "unchanged", "removed"]),
        words: z.array(z.string()).describe('What is different, as "image web:1 → web:2"'),
      }),
    ),
    variables: z.array(z.object({ name: z.string(), set: z.boolean(), usedBy: z.array(z.string()) })),
    rendered: z.string().nullable().describe("The file with everything written out, secrets masked"),
  }),
);

export const secretWritten = shape("SecretWritten", z.object({ secret: z.string(), version: whole.describe("Counts the texts it has had") }));

export const commandRun = shape(
  "CommandRun",
  z.object({
    container: z.string(),
    name: z.string(),
    exitCode: z.int().nullable().describe("Null when it was ended for taking too long"),
    stdout: z.string(),
    stderr: z.string(),
    truncated: z.boolean().describe("There was more output than is kept: 512 KiB of each stream"),
    timedOut: z.boolean(),
  }),
);

export const logLine = shape(
  "LogLine",
  z.object({
    time: z.string().describe("RFC 3339 with nanoseconds"),
    container: z.string(),
    service: z.string(),
    stream: z.enum(["stdout", "stderr"]),
    text: z.string(),
  }),
);

export type Failure = z.output<typeof failure>;
