import { createSealing, newKey } from "@/lib/auth/keyring";

/** A keyring with one key of its own. */
export const testSealing = () => createSealing([newKey()]);
