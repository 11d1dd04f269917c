import type { EngineProbe, ProbeFault } from "@/lib/core/environments";
import { connect } from "./connect";
import { statusOf } from "./deadline";
import type { Way } from "./port";

const PROBE_MS = 10_000;

/** Asks an engine who it is, within ten seconds, whatever answers there. */
export async function probeEngine({ endpoint, pinned, tls }: Way): Promise<EngineProbe> {
  const began = performance.now();
  const abortSignal = AbortSignal.timeout(PROBE_MS);
  try {
    const docker = connect({ endpoint, pinned, tls });
    // Their types leave out the options.
    const asks = {
      version: docker.version.bind(docker) as unknown as (options: { abortSignal: AbortSignal }) => Promise<Version>,
      info: docker.info.bind(docker) as unknown as (options: { abortSignal: AbortSignal }) => Promise<Info>,
    };
    const late = new Promise<never>((_resolve, reject) => abortSignal.addEventListener("abort", () => reject(abortSignal.reason), { once: true }));
    const [version, info] = await Promise.race([Promise.all([asks.version({ abortSignal }), asks.info({ abortSignal })]), late]);
    if (typeof version?.ApiVersion !== "string") return { ok: false, fault: "not-an-engine", detail: "It answers, but not as a container engine does." };
    return {
      ok: true,
      version: version.Version,
      apiVersion: version.ApiVersion,
      name: info.Name ?? "",
      system: info.OperatingSystem ?? "",
      rootless: (info.SecurityOptions ?? []).some((option) => option.includes("rootless")),
      swarm: (info.Swarm?.LocalNodeState ?? "inactive") !== "inactive",
      took: Math.round(performance.now() - began),
    };
  } catch (error) {
    return { ok: false, fault: faultOf(error), detail: wordsOf(error) };
  }
}

interface Version {
  Version: string;
  ApiVersion: string;
}

interface Info {
  Name?: string;
  OperatingSystem?: string;
  SecurityOptions?: string[] | null;
  Swarm?: { LocalNodeState?: string };
}

const BY_CODE: Record<string, ProbeFault> = {
  ECONNREFUSED: "refused",
  ENOENT: "no-socket",
  EACCES: "no-permission",
  ENOTFOUND: "not-found",
  EAI_AGAIN: "not-found",
  ETIMEDOUT: "no-answer",
  EHOSTUNREACH: "no-answer",
  ENETUNREACH: "no-answer",
  ECONNRESET: "client-refused",
  EPROTO: "expects-plain",
  ERR_TLS_CERT_ALTNAME_INVALID: "wrong-name",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "unknown-authority",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown-authority",
  UNABLE_TO_GET_ISSUER_CERT: "unknown-authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown-authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown-authority",
  CERT_SIGNATURE_FAILURE: "unknown-authority",
};

export function faultOf(error: unknown): ProbeFault {
  const { name, code = "" } = error instanceof Error ? (error as Error & { code?: string }) : { name: "", code: "" };
  if (name === "TimeoutError" || name === "AbortError") return "no-answer";
  if (/HTTP request to an HTTPS server/i.test(wordsOf(error))) return "expects-tls";
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG" || code.startsWith("HPE_")) return "expects-plain";
  if (/^ERR_SSL_(?:SSL)?.*(?:ALERT|CERTIFICATE_REQUIRED|UNKNOWN_CA|BAD_CERTIFICATE)/.test(code)) return "client-refused";
  if (statusOf(error) !== undefined && statusOf(error) !== null) return "not-an-engine";
  return BY_CODE[code] ?? "other";
}

/** The driver's own words, for administrators. */
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 400);
