import { hash, verify } from "@node-rs/argon2";
import type { Passwords } from "@/lib/core/passwords";

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 20 ms here. Stored hashes carry their own parameters, so these may grow.
// Argon2id is the library's default.
const PARAMETERS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/** Made once: an account that does not exist is checked against it, so that its answer takes as long. */
let dummy: Promise<string> | null = null;

export const passwords: Passwords = {
  hash: (password) => hash(password, PARAMETERS),
  verify: async (stored, password) => {
    dummy ??= hash("no account has this password", PARAMETERS);
    const standIn = await dummy;
    const matches = await verify(stored ?? standIn, password).catch(() => false);
    return stored !== null && matches;
  },
};
