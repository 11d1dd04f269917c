import * as z from "zod";
import { FILE_NAME } from "@/lib/compose/names";
import { MOST_SECRETS } from "@/lib/core/secrets";

/** The shapes that cross from a page to an op. Strict: an unknown key is an error. */
const id = z.string().min(1).max(64);
const environment = z.string().min(1).max(40);
const stack = z.string().min(1).max(64);
const service = z.string().min(1).max(63);
const composeText = z.string().max(1024 * 1024);
/** Where a new stack goes, by name; the person's own project where none is named. */
const project = z.string().min(1).max(40).nullish();
/** A rancher-compose.yml beside it; empty is none. */
const rancherText = composeText.nullish();
const variables = z.record(z.string().max(256), z.string().max(16 * 1024));
/** The revision that masked variables mean; the present one where none is named. */
const variablesFrom = z.int().min(1).max(1_000_000_000).nullable().optional();

/** Digests that the person saw in the registry, by image: exactly these are to run. */
const newest = z.record(z.string().min(1).max(400), z.string().regex(/^sha256:[0-9a-f]{64}$/)).optional();

/** Services that run and that the file does not have: what becomes of each. Of those that are not named, as it was chosen last. */
const dropped = z.record(service, z.enum(["keep", "remove"])).optional();

export const secretName = z.string().regex(FILE_NAME, "1 to 63 letters, digits, _ . and -");
/** A text in base64: of letters typed, or of a file. */
export const secretContent = z.base64().min(1).max(700_000);
/** Texts of secrets typed beside the file, by name. */
const secrets = z.record(secretName, secretContent).optional();

export const strategyInput = z.strictObject({
  batchSize: z.int().min(1).max(10),
  intervalSeconds: z.number().min(0).max(3600),
  order: z.enum(["stop-first", "start-first"]),
  healthDeadlineSeconds: z.int().min(5).max(3600),
  onFailure: z.enum(["pause", "roll-back"]),
});

/** `service: null` means every service of the stack that allows the action. */
export const stackActionInput = z.strictObject({ environment, stack, service: service.nullable() });
export type StackActionInput = z.infer<typeof stackActionInput>;

/** `volumes`: the engine's names of the anonymous volumes that go, each named by the person. */
export const confirmInput = stackActionInput.extend({ volumes: z.array(z.string().max(128)).max(1000).optional() });
export type ConfirmInput = z.infer<typeof confirmInput>;

export const reviewInput = z.strictObject({
  environment,
  stack,
  isNew: z.boolean(),
  composeText,
  rancherText,
  variables,
  variablesFrom,
  strategy: strategyInput.nullable(),
  newest,
  dropped,
  /** Secrets whose texts are typed and not yet stored. */
  secrets: z.array(secretName).max(MOST_SECRETS).optional(),
  project,
});
export type ReviewInput = z.infer<typeof reviewInput>;

/** Compose files that belong together, the base first. */
export const mergeInput = z.strictObject({
  environment,
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(256), text: z.string().max(256 * 1024) }))
    .min(2)
    .max(4),
});
export type MergeInput = z.infer<typeof mergeInput>;

/** A text as it was reviewed, and what a person says of it. */
const reviewedText = {
  environment,
  stack,
  composeText,
  rancherText,
  variables,
  reviewedHash: z.string().max(128),
  message: z.string().max(500).nullable(),
  newest,
  secrets,
};

export const deployInput = z.strictObject({ ...reviewedText, project });
export type DeployInput = z.infer<typeof deployInput>;

export const upgradeInput = z.strictObject({
  ...reviewedText,
  variablesFrom,
  strategy: strategyInput,
  /** The revision that the text was begun on: a stack that moved on since answers EDIT_CONFLICT. */
  baseRevision: z.int().min(0).max(1_000_000_000),
  /** Set after the person chose to replace a candidate that still waits; without it such an upgrade answers UPGRADE_WAITS. */
  replaceCandidate: z.boolean(),
  dropped,
});
export type UpgradeInput = z.infer<typeof upgradeInput>;

export const createStackInput = z.strictObject({ environment, stack, project });
export type CreateStackInput = z.infer<typeof createStackInput>;

/** `why`: its containers were changed at the engine, or a secret has a new text. */
export const redeployInput = z.strictObject({ environment, stack, service, why: z.enum(["drift", "secret"]).optional() });
export type RedeployInput = z.infer<typeof redeployInput>;

export const writeSecretInput = z.strictObject({ environment, stack, name: secretName, content: secretContent });
export type WriteSecretInput = z.infer<typeof writeSecretInput>;
export const removeSecretInput = z.strictObject({ environment, stack, name: secretName });
export type RemoveSecretInput = z.infer<typeof removeSecretInput>;

export const scaleInput = z.strictObject({ environment, stack, service, scale: z.int().min(0).max(100) });
export type ScaleInput = z.infer<typeof scaleInput>;

export const removeInput = z.strictObject({
  environment,
  stack,
  service: service.nullable(),
  typedName: z.string().max(64),
  volumes: z.array(z.string().max(128)).max(100),
});
export type RemoveInput = z.infer<typeof removeInput>;

const username = z
  .string()
  .min(2, "at least 2 characters")
  .max(40, "at most 40 characters")
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "use a to z, 0 to 9, dot, hyphen and underscore, and begin with a letter or digit");
const password = z.string().min(10, "at least 10 characters").max(200, "at most 200 characters");
export const createUserInput = z.strictObject({ username, password, role: z.enum(["admin", "operator", "auditor", "user"]) });
export type CreateUserInput = z.infer<typeof createUserInput>;

export const setupInput = z.strictObject({ token: z.string().max(100), username, password });
export type SetupInput = z.infer<typeof setupInput>;

export const setDisabledInput = z.strictObject({ userId: id, disabled: z.boolean() });
export type SetDisabledInput = z.infer<typeof setDisabledInput>;
export const revokeSessionInput = z.strictObject({ sessionId: id });
export type RevokeSessionInput = z.infer<typeof revokeSessionInput>;
export const newPasswordInput = z.strictObject({ next: password });
export const codeInput = z.strictObject({ code: z.string().max(40) });
export type CodeInput = z.infer<typeof codeInput>;
/** For actions about oneself that need nothing else: an empty message is no wish. */
export const goInput = z.strictObject({ go: z.literal(true) });
export const userInput = z.strictObject({ userId: id });
export type UserInput = z.infer<typeof userInput>;
export const changePasswordInput = z.strictObject({ current: z.string().max(200), next: password });
export type ChangePasswordInput = z.infer<typeof changePasswordInput>;

/** One of the two: the other is empty. */
export const reauthenticateInput = z.strictObject({ password: z.string().max(200), code: z.string().max(40) });
