import { type APIRequestContext, type Browser, type Page, request } from "@playwright/test";
import type Docker from "dockerode";
import { testInstance } from "@/lib/testing/instance";
import { type ServerProcess, startServer } from "@/lib/testing/server-process";
import { sweepInstance } from "../../scripts/testing/leftovers.mjs";
import { listen } from "./containers";
import { callAction } from "./server-actions";
import { type Cookies, signIn } from "./session";

const administrator = { username: "ada", password: "correct horse battery" };

/** A server that is killed and started again on the same data, port and engine. */
export class MortalServer {
  readonly #docker: Docker;
  readonly #api: APIRequestContext;
  readonly #cookies: Cookies;
  /** The present life; it may still be starting. */
  #life: Promise<ServerProcess>;

  private constructor(docker: Docker, api: APIRequestContext, cookies: Cookies, server: ServerProcess) {
    this.#docker = docker;
    this.#api = api;
    this.#cookies = cookies;
    this.#life = Promise.resolve(server);
    this.url = server.url;
    this.instance = server.instance;
  }

  readonly url: string;
  readonly instance: string;

  /** With empty data and an administrator who is signed in. */
  static async start(docker: Docker): Promise<MortalServer> {
    const server = await startServer({ instance: testInstance("e2e"), logFile: "test-results/mortal-server.log" });
    const stranger = await request.newContext({ baseURL: server.url });
    await callAction(stranger, server.url, "setupAction", { token: server.setupToken(), ...administrator }, "/setup");
    await stranger.dispose();
    const cookies = await signIn(server.url, administrator);
    return new MortalServer(docker, await request.newContext({ baseURL: server.url, storageState: cookies }), cookies, server);
  }

  /** The administrator's requests: the session outlives every death. */
  get api(): APIRequestContext {
    return this.#api;
  }

  async openPage(browser: Browser): Promise<Page> {
    const context = await browser.newContext({ baseURL: this.url, storageState: this.#cookies });
    return context.newPage();
  }

  async kill(): Promise<void> {
    await (await this.#life).stop("SIGKILL");
  }

  /**
   * Dies the moment the engine tells of `moment`, such as `die web-1 g1`; one that is still starting then dies as soon as it
   * answers. Resolves once it listens, to a promise that resolves with the death.
   */
  async dieAt(stack: string, moment: string): Promise<{ death: Promise<void> }> {
    let reached: () => void;
    const moments = new Promise<void>((resolve) => (reached = resolve));
    const stop = await listen(this.#docker, stack, ({ action, name }) => `${action} ${name}` === moment && reached());
    return {
      death: moments.then(async () => {
        stop();
        await this.kill();
      }),
    };
  }

  /** On the same data; resolves when it answers. */
  async startAgain(): Promise<void> {
    const { dataFolder, port, instance } = await this.#life;
    this.#life = startServer({ instance, dataFolder, port, logFile: "test-results/mortal-server.log" });
    await this.#life;
  }

  async forget(): Promise<void> {
    await this.#api.dispose();
    const server = await this.#life;
    await server.stop();
    server.forget();
    await sweepInstance(this.instance);
  }
}
