import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { homedir } from "node:os";
import { join } from "node:path";

/** One request to a Docker engine without any package: status and body. `host` is as in DOCKER_HOST. Rejects when it does not answer in time. */
export function askEngine(host, method, path, timeoutMs = 2000) {
  return new Promise((resolve, reject) => {
    const { transport, options } = addressOf(host);
    const request = transport.request({ ...options, method, path, timeout: timeoutMs }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }));
    });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    request.on("error", reject);
    request.end();
  });
}

/** Whether an engine answers at `host`. */
export async function pingEngine(host) {
  try {
    return (await askEngine(host, "GET", "/_ping")).status === 200;
  } catch {
    return false;
  }
}

function addressOf(host) {
  if (host.startsWith("unix://")) return { transport: http, options: { socketPath: host.slice("unix://".length) } };
  if (host.startsWith("npipe://")) return { transport: http, options: { socketPath: host.slice("npipe://".length) } };
  if (host.startsWith("ssh://")) throw new Error("an engine over ssh cannot be asked from here");
  const url = new URL(host.replace(/^tcp:/, "http:"));
  const secure = url.protocol === "https:" || Boolean(process.env.DOCKER_TLS_VERIFY);
  const options = { host: url.hostname, port: url.port || (secure ? 2376 : 2375), ...(secure && certificates()) };
  return { transport: secure ? https : http, options };
}

function certificates() {
  const folder = process.env.DOCKER_CERT_PATH || join(homedir(), ".docker");
  const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined);
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}
