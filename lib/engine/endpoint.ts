import type { DockerOptions } from "dockerode";

export const DEFAULT_ENDPOINT = "unix:///var/run/docker.sock";

/** Path of the unix socket; null for endpoints on the network. */
export const socketPathOf = (endpoint: string): string | null => (endpoint.startsWith("unix://") ? endpoint.slice("unix://".length) : null);

/**
 * Connection options for an endpoint in DOCKER_HOST spelling. `host` is always set, if only to undefined:
 * the client library would otherwise take the process's DOCKER_HOST and forget the socket. Throws on an unusable spelling.
 */
export function connectionOptions(endpoint: string): DockerOptions {
  const socketPath = socketPathOf(endpoint);
  if (socketPath !== null) return { host: undefined, port: undefined, protocol: "http", socketPath };
  const url = new URL(endpoint.includes("://") ? endpoint : `tcp://${endpoint}`);
  if (!["tcp:", "http:", "https:"].includes(url.protocol)) throw new Error(`An engine endpoint is unix://, tcp://, http:// or https://, not ${url.protocol}//`);
  const secure = url.protocol === "https:" || url.port === "2376";
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port || (secure ? 2376 : 2375), protocol: secure ? "https" : "http", socketPath: undefined };
}
