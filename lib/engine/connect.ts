import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { checkServerIdentity } from "node:tls";
import { inspect } from "node:util";
import Docker from "dockerode";
import type { EngineTls } from "@/lib/core/engine-address";
import { connectionOptions } from "./endpoint";

export interface ConnectOptions {
  endpoint: string;
  /** Connects to this address, whatever the name in the endpoint stands for by now. */
  pinned?: string | null;
  tls?: EngineTls | null;
}

/** A client of the engine. With `tls` the engine must show a certificate of that authority for the very name in the endpoint. */
export function connect({ endpoint, pinned = null, tls = null }: ConnectOptions): Docker {
  const connection = connectionOptions(endpoint);
  const protocol = tls === null ? connection.protocol : "https";
  const common = { keepAlive: true, ...(pinned !== null && { lookup: alwaysAt(pinned) }) };
  const secure = { ...common, rejectUnauthorized: true, checkServerIdentity, ...(tls && { ca: tls.ca, cert: tls.certificate, key: tls.key }) };
  const agent = protocol === "https" ? new https.Agent(secure) : new http.Agent(common);
  // The client library makes a text of its options for each request, whether it is wanted or not: an agent with all that hangs on it took up to a second.
  Object.assign(agent, { [inspect.custom]: () => "Agent" });
  // The client library hands the agent through; its types only forgot to say so.
  return new Docker({ ...connection, protocol, agent } as Docker.DockerOptions);
}

const alwaysAt =
  (address: string): LookupFunction =>
  (_name, { all }, answer) => {
    const family = isIP(address);
    if (all) answer(null, [{ address, family }]);
    else answer(null, address, family);
  };
