import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { type EngineAddress, type EngineTls, tlsKeyPlace } from "@/lib/core/engine-address";
import type { EngineChoice } from "@/lib/core/environments";
import { fail } from "@/lib/core/errors";
import type { RegistryReads } from "@/lib/registry/types";
import type { OpContext } from "./context";

/** What is stored of an environment: its key is sealed. */
export interface StoredEngine {
  environmentId: string;
  address: EngineAddress;
}

export const storedEngine = async ({ registry }: { registry: Pick<RegistryReads, "engineAddresses"> }, environmentId: string): Promise<StoredEngine | null> =>
  (await registry.engineAddresses()).find((one) => one.environmentId === environmentId) ?? null;

/**
 * What an administrator typed, made ready to be reached: certificates that can be read and belong together, and for a name the one address it
 * stands for now. The key is in the clear. Throws INVALID_INPUT with the field, and ADDRESS_REFUSED.
 */
export async function settleEngine(ctx: Pick<OpContext, "places" | "sealing">, choice: EngineChoice, stored: StoredEngine | null): Promise<EngineAddress> {
  if (choice.kind === "own") return { endpoint: null, pinned: null, tls: null };
  if (choice.kind === "socket") return { endpoint: `unix://${choice.path}`, pinned: null, tls: null };
  const { host, port, tls } = choice;
  const address = await ctx.places.pin(host);
  const settled = tls && { ...tls, key: tls.key ?? storedKey(ctx, stored) };
  if (settled) requirePair(settled);
  return { endpoint: `tcp://${host.toLowerCase()}:${port}`, pinned: isIP(host.replace(/^\[|\]$/g, "")) ? null : address, tls: settled };
}

/** As it is stored, for the row of that id. */
export const sealed = ({ sealing }: Pick<OpContext, "sealing">, address: EngineAddress, environmentId: string): EngineAddress => ({
  ...address,
  tls: address.tls && { ...address.tls, key: sealing.seal(address.tls.key, tlsKeyPlace(environmentId)) },
});

/** What the form shows of it: everything but the key. */
export function choiceOf({ endpoint, tls }: EngineAddress): EngineChoice {
  if (endpoint === null) return { kind: "own" };
  if (endpoint.startsWith("unix://")) return { kind: "socket", path: endpoint.slice("unix://".length) };
  const [, host = "", port = ""] = /^tcp:\/\/(.+):(\d+)$/.exec(endpoint) ?? [];
  return { kind: "network", host, port: Number(port), tls: tls && { ca: tls.ca, certificate: tls.certificate, key: null }, unprotected: tls === null };
}

function storedKey({ sealing }: Pick<OpContext, "sealing">, stored: StoredEngine | null): string {
  if (!stored?.address.tls) throw fail("INVALID_INPUT", { field: "Client key", reason: "it is needed the first time" });
  return sealing.open(stored.address.tls.key, tlsKeyPlace(stored.environmentId));
}

function requirePair({ ca, certificate, key }: EngineTls): void {
  read("Certificate authority", () => new X509Certificate(ca));
  const own = read("Client certificate", () => new X509Certificate(certificate));
  const secret = read("Client key", () => createPrivateKey(key));
  if (!own.checkPrivateKey(secret)) throw fail("INVALID_INPUT", { field: "Client key", reason: "it does not belong to the client certificate" });
}

function read<T>(field: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw fail("INVALID_INPUT", { field, reason: "this PEM text cannot be read" });
  }
}
