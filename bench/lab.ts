import { resolve } from "node:path";
import { type Browser, type BrowserContext, chromium } from "@playwright/test";
import Docker from "dockerode";
import { connectionOptions, DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import { testInstance } from "@/lib/testing/instance";
import { type ServerProcess, startServer } from "@/lib/testing/server-process";
import { type Cookies, type Person, signIn } from "../e2e/pages/session";
import { ensureBrowser } from "../scripts/ensure/browser.mjs";
import { sweepInstance } from "../scripts/testing/leftovers.mjs";
import { EngineWatch } from "./engine-watch";
import type { Report } from "./report";
import { Spindle } from "./spindle";

export interface Options {
  /** Rounds or tries where a bench does not know better; null for its own number. */
  rounds: number | null;
  /** Containers of the crowd run instead of being only made. */
  big: boolean;
  containers: number;
}

export const PERSON: Person = { username: "bench", password: "a bench to sit on" };
const FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Someone signed in at one server. */
export interface SignedIn {
  server: ServerProcess;
  spindle: Spindle;
  cookies: Cookies;
}

/** Everything the benches share: one production server with an administrator, the engine seen from outside, a browser when one is needed. */
export class Lab {
  /** Instance names of what is made here beside the server's own, removed at the end like those. */
  readonly rawInstance = testInstance("bench");
  readonly docker = new Docker(connectionOptions(process.env.DOCKER_HOST || DEFAULT_ENDPOINT));
  readonly #instances = [this.rawInstance];
  readonly #servers = new Set<ServerProcess>();
  #watch: Promise<EngineWatch> | null = null;
  #shared: Promise<SignedIn> | null = null;
  #browser: Promise<Browser> | null = null;

  constructor(
    readonly options: Options,
    readonly report: Report,
  ) {}

  /** `asked` of the command line, else what the bench wants. */
  rounds = (wanted: number): number => this.options.rounds ?? wanted;

  watch(): Promise<EngineWatch> {
    this.#watch ??= EngineWatch.open(this.docker);
    return this.#watch;
  }

  /** The server that most benches share, with its first administrator made and signed in as everybody does it. */
  shared(): Promise<SignedIn> {
    this.#shared ??= this.serve().then((server) => this.firstRun(server));
    return this.#shared;
  }

  async serve(options: { instance?: string; dataFolder?: string; env?: Record<string, string> } = {}): Promise<ServerProcess> {
    const instance = options.instance ?? testInstance("bench");
    this.#instances.push(instance);
    const server = await startServer({
      ...options,
      instance,
      env: { NODE_ENV: "production", LOG_LEVEL: "warn", SPINDLE_REQUESTS_PER_SECOND: "1000000", ...options.env },
    });
    this.#servers.add(server);
    return server;
  }

  async firstRun(server: ServerProcess): Promise<SignedIn> {
    await new Spindle(server.url, "").act("setupAction", { token: server.setupToken(), ...PERSON }, "/setup");
    return this.signIn(server);
  }

  async signIn(server: ServerProcess): Promise<SignedIn> {
    const cookies = await signIn(server.url, PERSON);
    const cookie = cookies.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    return { server, cookies, spindle: new Spindle(server.url, cookie) };
  }

  /** Containers of this instance go at the end. */
  own(instance: string): void {
    this.#instances.push(instance);
  }

  /** Ends a server before the others and forgets its data. */
  async end(server: ServerProcess): Promise<void> {
    if (!this.#servers.delete(server)) return;
    await server.stop();
    server.forget();
  }

  async context({ server, cookies }: SignedIn): Promise<BrowserContext> {
    this.#browser ??= ensureBrowser().then((CHROMIUM) =>
      chromium.launch({ executablePath: resolve("scripts/testing/chromium.sh"), env: { ...process.env, CHROMIUM }, args: FLAGS }),
    );
    // Our own policy would stop the probes, which are asked for by text.
    return (await this.#browser).newContext({ baseURL: server.url, storageState: cookies, viewport: { width: 1280, height: 800 }, bypassCSP: true });
  }

  /** Ends and removes everything that was made, whatever went wrong before. */
  async close(): Promise<void> {
    await (await this.#browser?.catch(() => null))?.close();
    for (const server of [...this.#servers]) await this.end(server);
    (await this.#watch?.catch(() => null))?.close();
    for (const instance of this.#instances) await sweepInstance(instance);
  }
}
