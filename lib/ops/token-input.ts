import * as z from "zod";
import { TOKEN_DAYS, TOKEN_SCOPES, type TokenDays } from "@/lib/core/api-tokens";

export const createTokenInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "give it a name that says where it is used")
    .max(40, "at most 40 characters")
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, "use letters, digits, space, dot, hyphen and underscore, and begin with a letter or digit"),
  scopes: z.array(z.enum(TOKEN_SCOPES)).min(1, "choose what it may do").max(TOKEN_SCOPES.length),
  days: z.literal(TOKEN_DAYS satisfies readonly TokenDays[]),
  /** The one stack it is for; null for all that one may reach. */
  only: z.strictObject({ environment: z.string().min(1).max(40), stack: z.string().min(1).max(64) }).nullable(),
});
export type CreateTokenInput = z.infer<typeof createTokenInput>;

export const revokeTokenInput = z.strictObject({ tokenId: z.string().min(1).max(64) });
export type RevokeTokenInput = z.infer<typeof revokeTokenInput>;
