import * as z from "zod";
import { secretContent, secretName, strategyInput } from "@/lib/ops/inputs";

/** What programs send. Strict: a field that is not named here is refused, so that a misspelt one is not lost in silence. */

const environment = z.string().min(1).max(40);
const stack = z.string().min(1).max(64);
const service = z.string().min(1).max(63);

export const nothing = z.strictObject({});
export const inEnvironment = z.strictObject({ environment });
export const ofStack = z.strictObject({ environment, stack });
export const ofService = z.strictObject({ environment, stack, service });
export const ofRevision = z.strictObject({ environment, stack, revision: z.string().regex(/^\d{1,9}$/, "a number") });
export const ofSecret = z.strictObject({ environment, stack, secret: secretName });
export const ofOperation = z.strictObject({ operation: z.string().min(1).max(64) });

/** A whole number in an address. */
const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "a whole number")
    .refine((text) => Number(text) >= least && Number(text) <= most, `from ${least} to ${most}`)
    .transform(Number)
    .meta({ type: "integer", minimum: least, maximum: most });

/** Longer, and something on the way would end the connection. */
const MOST_WAIT_SECONDS = 300;
const wait = number(0, MOST_WAIT_SECONDS)
  .optional()
  .describe("Seconds to wait for the operation's end. A failure then answers 409, so that `curl --fail` ends with an error");

export const waiting = z.strictObject({ wait });
export const listing = z.strictObject({
  filter: z.string().max(64).optional().describe("A part of the name"),
  state: z.string().max(40).optional(),
  limit: number(1, 200).optional().describe("100 where it is left out"),
  after: z.string().max(64).optional().describe("`next` of the page before"),
});
export const revisionPaging = z.strictObject({ limit: number(1, 100).optional(), before: number(1, 999_999_999).optional() });
export const operationPaging = z.strictObject({
  limit: number(1, 100).optional(),
  before: z.iso.datetime().optional().meta({ type: "string", format: "date-time" }).describe("`next` of the page before"),
});

const flag = z
  .enum(["true", "false"])
  .transform((text) => text === "true")
  .meta({ type: "boolean" });

const momentInTime = z.iso
  .datetime({ offset: true })
  .transform((text) => (/:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) ? text : new Date(text).toISOString()))
  .meta({ type: "string", format: "date-time" });

export const logQuery = z
  .strictObject({
    service: service.optional(),
    container: z.string().min(1).max(64).optional().describe("The id of one container; it may be gone, while lines of it are kept"),
    tail: z
      .union([z.literal("all"), number(0, 100_000)])
      .optional()
      .describe("Lines of each container, counted on in those that had its place before it; 100 where it is left out. With `until` no more than 4 MB of each"),
    since: momentInTime.optional().describe("Only lines after this moment"),
    until: momentInTime.optional().describe("Only lines up to this moment; not together with `follow`"),
    follow: flag.optional().describe("Stay, and send lines as they are written"),
    format: z.enum(["ndjson", "text"]).optional().describe("One JSON object a line, or `<moment> <container> <text>`; ndjson where it is left out"),
  })
  .refine(({ follow, until }) => !follow || until === undefined, { message: "not together with follow", path: ["until"] });

const home = z.string().min(1).max(40).nullish().describe("Where a new stack goes; your own project where it is left out");

export const createBody = z.strictObject({ project: home });

const text = {
  composeText: z
    .string()
    .min(1)
    .max(1024 * 1024),
  rancherText: z
    .string()
    .max(1024 * 1024)
    .nullish()
    .describe("A rancher-compose.yml that belongs to it"),
  variables: z
    .record(
      z.string().min(1).max(256),
      z
        .string()
        .max(16 * 1024)
        .nullable(),
    )
    .optional()
    .describe("Laid over those that the stack has; null takes one away"),
  project: home,
  strategy: strategyInput.partial().optional().describe("How an upgrade goes; as the last one went where it is left out"),
  dropped: z
    .record(service, z.enum(["keep", "remove"]))
    .optional()
    .describe("What becomes of services that run and that the file does not have; `remove` where it is left out"),
};

export const reviewBody = z.strictObject(text);
export const deployBody = z.strictObject({
  ...text,
  message: z.string().max(500).nullish().describe("Stands with the revision"),
  reviewedHash: z.string().max(128).nullish().describe("`hash` of a review: anything else answers 409 STALE_REVIEW. Left out, the text is reviewed now"),
  baseRevision: z.int().min(0).max(1_000_000_000).nullish().describe("The revision the text was begun on: if the stack moved on, 409 EDIT_CONFLICT"),
  replaceCandidate: z
    .boolean()
    .optional()
    .describe("Put this in the place of an upgrade that still waits for a decision; without it that answers 409 UPGRADE_WAITS"),
});

const oneService = service.nullish().describe("Null or left out: every service that allows it");
export const serviceBody = z.strictObject({ service: oneService });
export const scaleBody = z.strictObject({ scale: z.int().min(0).max(100) });

export const secretBody = z
  .strictObject({
    text: z.string().min(1).max(500_000).optional(),
    base64: secretContent.optional().describe("In place of `text`, where it is no text"),
  })
  .refine(({ text, base64 }) => (text === undefined) !== (base64 === undefined), { message: "give a text, or its base64", path: ["text"] });

const MOST_COMMAND_SECONDS = 300;
export const execBody = z
  .strictObject({
    command: z
      .array(
        z
          .string()
          .max(8 * 1024)
          .refine((word) => !word.includes("\0"), "no zero byte"),
      )
      .min(1)
      .max(256)
      .describe("Words, not a line: no shell reads them unless the first is one"),
    service: service.optional().describe("Its first running container"),
    container: z.string().min(1).max(64).optional().describe("The id of one container, in place of `service`"),
    seconds: z.int().min(1).max(MOST_COMMAND_SECONDS).optional().describe("60 where it is left out; then it is ended"),
    reason: z.string().max(500).optional().describe("Why: asked of administrators in a stack that is not theirs, for its owner to read"),
  })
  .refine(({ service, container }) => (service === undefined) !== (container === undefined), { message: "name a service or a container", path: ["service"] });
