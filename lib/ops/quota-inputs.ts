import * as z from "zod";
import { portGrantInput, quotaInput } from "./policy-input";

const environment = z.string().min(1).max(40);
const project = z.string().min(1).max(64);
const reason = z.string().trim().min(3, "say why, in a few words").max(300);

/** Null for every project of which nothing else is said; `limits` null takes back what was said for one. */
export const setQuotaInput = z.discriminatedUnion("for", [
  z.strictObject({ for: z.literal("environment"), environment, quota: quotaInput, reason }),
  z.strictObject({ for: z.literal("project"), environment, project, limits: quotaInput.partial().nullable(), reason }),
]);
export type SetQuotaInput = z.infer<typeof setQuotaInput>;

export const grantPortsInput = z.strictObject({
  environment,
  grant: portGrantInput,
  /** Taken back instead. */
  revoke: z.boolean(),
});
export type GrantPortsInput = z.infer<typeof grantPortsInput>;

export const releaseLeaseInput = z.strictObject({
  environment,
  port: z.int().min(1).max(65_535),
  protocol: z.enum(["tcp", "udp"]),
  typed: z.string().max(20),
});
export type ReleaseLeaseInput = z.infer<typeof releaseLeaseInput>;
