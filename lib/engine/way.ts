import { type EngineAddress, tlsKeyPlace } from "@/lib/core/engine-address";
import type { Sealing } from "@/lib/core/sealing";
import type { Way } from "./port";

/** From what is stored: `own` is the engine of the server's settings. A key that does not open makes one environment's engine unreachable, nothing more. */
export function wayTo(environmentId: string, { endpoint, pinned, tls }: EngineAddress, own: string, sealing: Sealing): Way {
  const way = { endpoint: endpoint ?? own, pinned };
  if (tls === null) return { ...way, tls, broken: null };
  try {
    return { ...way, tls: { ...tls, key: sealing.open(tls.key, tlsKeyPlace(environmentId)) }, broken: null };
  } catch (error) {
    return { ...way, tls: null, broken: `The stored key does not open: ${error instanceof Error ? error.message : String(error)}` };
  }
}
