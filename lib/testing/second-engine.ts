import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Docker from "dockerode";
import { connectionOptions } from "@/lib/engine/endpoint";
import { type Certificates, makeCertificates } from "./certificates";

/** A real Docker engine of the test's own, with a socket and a TLS port. */
export interface SecondEngine {
  /** `unix://...`. */
  endpoint: string;
  /** Of the TLS port. */
  address: string;
  certificates: Certificates;
  outside: Docker;
  /** Copies an image from another engine. */
  load(from: Docker, image: string): Promise<void>;
  /** Ends the process; what it keeps stays, so that it can be started again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes all it kept. */
  forget(): Promise<void>;
}

const READY_MS = 60_000;

/** Short: a socket's path has at most 108 characters. */
export async function startSecondEngine(): Promise<SecondEngine> {
  const folder = mkdtempSync("/tmp/e2-");
  let child: ChildProcess | null = null;
  // Its address is chosen when it starts, so the certificate is for names.
  const certificates = makeCertificates({ names: ["localhost", "engine.test"], addresses: [] });
  const endpoint = `unix://${folder}/docker.sock`;
  const outside = new Docker(connectionOptions(endpoint));
  writeFileSync(join(folder, "ca.pem"), certificates.ca);
  writeFileSync(join(folder, "cert.pem"), certificates.server.certificate);
  writeFileSync(join(folder, "key.pem"), certificates.server.key, { mode: 0o600 });

  const start = async () => {
    const log = createWriteStream(join(folder, "log"), { flags: "a" });
    const mine = spawn(resolve("scripts/testing/second-engine.sh"), [folder], { stdio: ["ignore", "pipe", "pipe"] });
    child = mine;
    mine.stdout.pipe(log, { end: false });
    mine.stderr.pipe(log, { end: false });
    const deadline = Date.now() + READY_MS;
    while (!(await answers(outside))) {
      if (mine.exitCode !== null || Date.now() > deadline)
        throw new Error(`the second engine did not come up:\n${readFileSync(join(folder, "log"), "utf8").slice(-2000)}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  };
  const stop = async () => {
    const mine = child;
    child = null;
    if (mine === null || mine.exitCode !== null) return;
    const ended = new Promise((done) => mine.once("exit", done));
    mine.kill("SIGTERM");
    await ended;
  };
  await start();
  return {
    endpoint,
    address: readFileSync(join(folder, "address"), "utf8").trim(),
    certificates,
    outside,
    load: async (from, image) => {
      const answer = await outside.loadImage(await from.getImage(image).get());
      for await (const _chunk of answer as AsyncIterable<Buffer>);
    },
    start,
    stop,
    forget: async () => {
      await stop();
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const answers = (docker: Docker): Promise<boolean> =>
  docker.ping().then(
    () => true,
    () => false,
  );
