import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DEFAULT_POLICY } from "@/lib/core/policy";

/** A production server (dist/server.mjs) of its own, for tests and measurements. */
export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  /** Its SPINDLE_DATA. */
  readonly dataFolder: string;
  readonly instance: string;
  readonly pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** The one-time token for the first administrator, as printed on the console. */
  setupToken(): string;
  /** Ends it and resolves when it is gone: SIGTERM by default, SIGKILL for a crash. The data folder stays. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Removes the data folder; only after stop(). */
  forget(): void;
}

export interface ServerOptions {
  instance: string;
  /** A folder to go on with after a crash; a fresh one in the system's temporary folder when left out. */
  dataFolder?: string;
  port?: number;
  /** Where `dist` and `.next` are; here when left out. */
  root?: string;
  /** Also keeps what it prints in this file. */
  logFile?: string;
  env?: NodeJS.ProcessEnv;
}

const readyDeadlineMs = 60_000;
/** As root the browser is in a network of its own (scripts/testing/chromium.sh), from where loopback is somewhere else. */
const host = process.getuid?.() === 0 ? undefined : "127.0.0.1";

/** Starts a server and resolves when it answers; rejects with what it printed when it ends or stays silent. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const port = options.port ?? (await freePort());
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), "spindle-test-"));
  const url = `http://127.0.0.1:${port}`;
  const { flags, settings } = asStarted();
  const root = resolve(options.root ?? ".");
  const child = spawn(process.execPath, [...flags, join(root, "dist/server.mjs")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...settings,
      NODE_ENV: "production",
      PORT: String(port),
      HOST: host,
      SPINDLE_DATA: dataFolder,
      SPINDLE_INSTANCE: options.instance,
      ...options.env,
    },
  });
  const output = collect(child, options.logFile);
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  await answers(child, url, output);
  return {
    url,
    port,
    dataFolder,
    instance: options.instance,
    pid: child.pid ?? 0,
    output,
    setupToken: () => setupTokenIn(output()),
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
    forget: () => rmSync(dataFolder, { recursive: true, force: true }),
  };
}

/** How `npm start` runs node: `NAME=value node --flag scripts/start.mjs`. */
function asStarted(): { flags: string[]; settings: Record<string, string> } {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { start: string } };
  const [before = "", after = ""] = scripts.start.split("node ");
  const settings = before
    .split(" ")
    .filter(Boolean)
    .map((setting): [string, string] => [setting.split("=")[0] ?? "", setting.split("=")[1] ?? ""]);
  return { flags: after.split(" ").filter((word) => word.startsWith("--")), settings: Object.fromEntries(settings) };
}

function collect(child: ChildProcess, logFile: string | undefined): () => string {
  if (logFile) mkdirSync(dirname(logFile), { recursive: true });
  const file = logFile ? createWriteStream(logFile) : null;
  let text = "";
  const keep = (bytes: Buffer) => {
    text += bytes.toString();
    file?.write(bytes);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  child.once("close", () => file?.end());
  return () => text;
}

async function answers(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const deadline = Date.now() + readyDeadlineMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}:\n${output()}`);
    const answered = await fetch(url, { redirect: "manual" }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  child.kill("SIGKILL");
  throw new Error(`the server did not answer within ${readyDeadlineMs / 1000} s:\n${output()}`);
}

function setupTokenIn(text: string): string {
  const token = /setup token\W+([\w-]{8,})/i.exec(text)?.[1];
  if (!token) throw new Error(`the server printed no setup token:\n${text}`);
  return token;
}

/** Never one of the pool that stacks get theirs from: the kernel hands those out too. */
async function freePort(): Promise<number> {
  const port = await new Promise<number>((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const free = typeof address === "object" && address ? address.port : 0;
      probe.close(() => done(free));
    });
  });
  const { from, to } = DEFAULT_POLICY.hostPorts;
  return port >= from && port <= to ? freePort() : port;
}
