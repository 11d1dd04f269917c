import type { ActionResult } from "@/lib/actions/result";
import { DEFAULT_STRATEGY, type Strategy } from "@/lib/core/desired";
import type { ReviewView, StackView } from "@/lib/core/views";
import { actionIds } from "../e2e/pages/server-actions";

export const ENVIRONMENT = "sandbox";
const LOOK_AGAIN_MS = 25;

/** What the pages send, without the pages: server actions and reads of one signed-in person. */
export class Spindle {
  readonly #ids = actionIds();

  constructor(
    readonly url: string,
    readonly cookie: string,
  ) {}

  async read<T>(path: string): Promise<T> {
    const answer = await fetch(this.url + path, { headers: { cookie: this.cookie } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as T;
  }

  /** What a page shows on the socket before a shell is opened there. */
  async shellTicket(stack: string, container: string): Promise<string> {
    const path = `/api/environments/${ENVIRONMENT}/stacks/${stack}/containers/${container}/ticket`;
    const answer = await fetch(this.url + path, { method: "POST", headers: { cookie: this.cookie, origin: this.url } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return ((await answer.json()) as { ticket: string }).ticket;
  }

  stack = (name: string): Promise<StackView> => this.read(`/api/environments/${ENVIRONMENT}/stacks/${name}`);

  /** Sends one server action; throws its refusal. */
  async act<T>(name: string, input: unknown, page = `/${ENVIRONMENT}/stacks`): Promise<T> {
    const id = this.#ids.get(name);
    if (!id) throw new Error(`no server action ${name} in this build`);
    const headers = { "next-action": id, accept: "text/x-component", origin: this.url, cookie: this.cookie, "content-type": "text/plain;charset=UTF-8" };
    const answer = await fetch(this.url + page, { method: "POST", headers, body: JSON.stringify([input]), redirect: "manual" });
    const body = await answer.text();
    const row = /^\d+:(\{"ok":.*)$/m.exec(body)?.[1];
    const result = row === undefined ? null : (JSON.parse(row) as ActionResult<T>);
    if (result?.ok) return result.value;
    throw new Error(`${name} was refused: ${answer.status} ${result ? JSON.stringify(result.problem) : body.slice(0, 500)}`);
  }

  /** What comes before the click on Deploy; sends the click when it is called. */
  async readyToDeploy(stack: string, composeText: string): Promise<() => Promise<unknown>> {
    const reviewedHash = await this.#review(stack, composeText, true, null);
    return () => this.act("deployAction", { environment: ENVIRONMENT, stack, composeText, variables: {}, reviewedHash, message: null });
  }

  async readyToUpgrade(stack: string, composeText: string, over: Partial<Strategy>): Promise<() => Promise<unknown>> {
    const strategy = { ...DEFAULT_STRATEGY, intervalSeconds: 0, ...over };
    const reviewedHash = await this.#review(stack, composeText, false, strategy);
    const { revision: baseRevision } = await this.stack(stack);
    const input = { environment: ENVIRONMENT, stack, composeText, variables: {}, reviewedHash, message: null, strategy, baseRevision, replaceCandidate: false };
    return () => this.act("upgradeAction", input);
  }

  async deploy(stack: string, composeText: string): Promise<void> {
    await (await this.readyToDeploy(stack, composeText))();
    await this.settled(stack);
  }

  stop = (stack: string) => this.act("stopAction", { environment: ENVIRONMENT, stack, service: null });
  start = (stack: string) => this.act("startAction", { environment: ENVIRONMENT, stack, service: null });
  rollBack = (stack: string) => this.act("rollBackAction", { environment: ENVIRONMENT, stack, service: null });
  scale = (stack: string, service: string, scale: number) => this.act("scaleAction", { environment: ENVIRONMENT, stack, service, scale });
  remove = (stack: string) => this.act("removeAction", { environment: ENVIRONMENT, stack, service: null, typedName: stack, volumes: [] });

  /** Waits until nothing is under way any more; throws when it ended badly. Not part of any figure. */
  async settled(stack: string): Promise<StackView> {
    for (;;) {
      const view = await this.stack(stack);
      if (view.lastChange?.status === "failed") throw new Error(`${stack}: ${view.lastChange.kind} failed`);
      if (view.activeOperation === null) return view;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async #review(stack: string, composeText: string, isNew: boolean, strategy: Strategy | null): Promise<string> {
    const review = await this.act<ReviewView>("reviewAction", { environment: ENVIRONMENT, stack, isNew, composeText, variables: {}, strategy });
    if (review.hash === null) throw new Error(`${stack} was refused in review: ${JSON.stringify(review.issues)}`);
    return review.hash;
  }
}
