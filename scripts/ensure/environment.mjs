import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { root, StepFailed } from "./step.mjs";

const oldestNode = [20, 20];

/** Stops with a sentence on a Node that is too old for the packages. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new StepFailed(`Spindle needs Node ${oldestNode.join(".")} or newer; this is ${process.versions.node}.`);
}

/** Reads .env (what is set already wins) and puts PORT, HOST and SPINDLE_DATA with their defaults into the environment. */
export function prepareEnvironment() {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  process.env.PORT ||= "3000";
  process.env.SPINDLE_DATA = resolve(root, process.env.SPINDLE_DATA || "data");
  const port = Number(process.env.PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new StepFailed(`PORT must be a number from 1 to 65535, not "${process.env.PORT}".`);
  mkdirSync(process.env.SPINDLE_DATA, { recursive: true, mode: 0o700 });
}

/** Stops with a sentence when the port cannot be listened on; asked before the build, so that nobody waits for nothing. */
export async function requireFreePort() {
  const { PORT, HOST } = process.env;
  const probe = createServer();
  const code = await new Promise((done) => {
    probe.once("error", (error) => done(error.code));
    probe.listen({ port: Number(PORT), host: HOST || undefined }, () => probe.close(() => done(null)));
  });
  if (code === null) return;
  if (code === "EADDRINUSE")
    throw new StepFailed(`Port ${PORT} is taken by another program. Stop it, or choose another port: PORT=${Number(PORT) + 1} npm start`);
  if (code === "EACCES") throw new StepFailed(`Port ${PORT} is reserved for root. Choose one above 1023: PORT=3000 npm start`);
  throw new StepFailed(`Cannot listen on ${HOST ?? "port"} ${PORT} (${code}). Check HOST and PORT.`);
}
