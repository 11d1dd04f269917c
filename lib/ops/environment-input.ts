import * as z from "zod";
import { ENVIRONMENT_COLOURS } from "@/lib/core/environments";

const id = z.string().min(1).max(64);
const environment = z.string().min(1).max(40);
/** First parts of addresses that are pages of their own. */
const TAKEN = ["api", "setup", "sign-in", "ws", "_next"];

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "use a to z, 0 to 9 and hyphens, at most 32 characters, and begin with a letter")
  .refine((text) => !TAKEN.includes(text), { message: "that word is an address of Spindle itself" });

const pem = (what: string) =>
  z
    .string()
    .max(64 * 1024)
    .refine((text) => text.includes(`-----BEGIN `) && text.includes(what), {
      message: `paste the whole PEM text, from -----BEGIN to -----END, of ${what.toLowerCase()}`,
    });

const hostName = z
  .string()
  .max(253)
  .regex(
    /^(?:\[[0-9a-f:.]+\]|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)$/i,
    "write a host name or an address, such as engine.example.org",
  );

const socketPath = z
  .string()
  .max(100)
  .regex(/^(?:\/[\w.-]+)+$/, "write the whole path of the socket, such as /run/engine/docker.sock")
  .refine((text) => !text.split("/").includes(".."), { message: 'write the path without ".."' });

const network = z
  .strictObject({
    kind: z.literal("network"),
    host: hostName,
    port: z.int().min(1).max(65535),
    tls: z.strictObject({ ca: pem("CERTIFICATE"), certificate: pem("CERTIFICATE"), key: pem("PRIVATE KEY").nullable() }).nullable(),
    unprotected: z.boolean(),
  })
  .refine(({ tls, unprotected }) => tls !== null || unprotected, {
    message: "without TLS anybody in between can take over the host: give certificates, or say that you know",
    path: ["tls"],
  });

const engineChoiceInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("own") }),
  z.strictObject({ kind: z.literal("socket"), path: socketPath }),
  network,
]);

const settings = {
  name,
  colour: z.enum(ENVIRONMENT_COLOURS),
  engine: engineChoiceInput,
  baseDomain: z
    .string()
    .max(200)
    .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "write a domain, such as apps.example.org")
    .nullable(),
  openTo: z.array(id).min(1, "choose at least one project").max(500).nullable(),
  needsApproval: z.boolean(),
};

/** `policyOf`: the environment whose policy it begins with; null for the one every installation begins with. */
export const createEnvironmentInput = z.strictObject({ ...settings, policyOf: environment.nullable() });
export type CreateEnvironmentInput = z.infer<typeof createEnvironmentInput>;

/** `environment`: its name until now. */
export const changeEnvironmentInput = z.strictObject({ ...settings, environment });
export type ChangeEnvironmentInput = z.infer<typeof changeEnvironmentInput>;

export const removeEnvironmentInput = z.strictObject({ environment, typedName: z.string().max(64) });
export type RemoveEnvironmentInput = z.infer<typeof removeEnvironmentInput>;

/** `environment`: whose stored key is meant where none is typed. */
export const testEngineInput = z.strictObject({ environment: environment.nullable(), engine: engineChoiceInput });
export type TestEngineInput = z.infer<typeof testEngineInput>;

const stack = z.string().min(1).max(64);
export const requestInput = z.strictObject({ environment, stack, request: id });
export type RequestInput = z.infer<typeof requestInput>;
export const declineInput = requestInput.extend({ reason: z.string().trim().min(1, "say why, so that they know what to change").max(500) });
export type DeclineInput = z.infer<typeof declineInput>;
