import { type EngineAddress, type EngineTls, tlsKeyPlace } from "@/lib/core/engine-address";
import type { Sealing } from "@/lib/core/sealing";
import { DEFAULT_ENDPOINT } from "./endpoint";

/** How an engine is reached, ready for use. Environments with equal ways share one engine. */
export interface Way {
  endpoint: string;
  pinned: string | null;
  tls: EngineTls | null;
  /** Why it cannot be used, in an operator's words; null when it can. */
  broken: string | null;
}

/** From what is stored: `own` is the engine of the server's settings. A key that does not open makes one environment's engine unreachable, nothing more. */
export function wayTo(environmentId: string, { endpoint, pinned, tls }: EngineAddress, own: string | undefined, sealing: Sealing): Way {
  const way = { endpoint: endpoint ?? own ?? DEFAULT_ENDPOINT, pinned };
  if (tls === null) return { ...way, tls, broken: null };
  try {
    return { ...way, tls: { ...tls, key: sealing.open(tls.key, tlsKeyPlace(environmentId)) }, broken: null };
  } catch (error) {
    return { ...way, tls: null, broken: `The stored key does not open: ${error instanceof Error ? error.message : String(error)}` };
  }
}
