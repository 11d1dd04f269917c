/** What one shows to an engine on the network, and what one asks of it. PEM texts. */
export interface EngineTls {
  ca: string;
  certificate: string;
  /** Sealed wherever it is kept. */
  key: string;
}

/** How an engine is reached. */
export interface EngineAddress {
  /** DOCKER_HOST spelling; null for the engine of the server's own settings. */
  endpoint: string | null;
  /** The address its name stood for when an administrator saved it; null for sockets and plain addresses. */
  pinned: string | null;
  tls: EngineTls | null;
}

/** The row and column that the key of an environment's engine is sealed for. */
export const tlsKeyPlace = (environmentId: string): string => `environment/${environmentId}/tls-key`;
