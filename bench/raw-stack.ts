import type Docker from "dockerode";
import type { UpgradeOrder } from "@/lib/core/desired";
import { engineName, LABEL } from "@/lib/core/labels";
import type { StackSpec } from "@/lib/core/spec";
import { toContainerOptions } from "@/lib/engine/container-spec";
import { limiter, mapWide } from "@/lib/engine/limit";
import { makeDesiredStack, makeGeneration, makeService } from "@/lib/testing/desired";
import type { Which } from "./engine-watch";

const WIDE = 10;
/** Engine 20.10 can deadlock for good on mass removal: nobody may do it wider, so the limit is measured so. */
const REMOVALS_WIDE = 4;

interface Copy {
  service: string;
  index: number;
}

/**
 * The limit: the same containers with the same options in the same network, made by nothing but dockerode, ten calls at a time. No database, no journal,
 * nobody who looks: what an operation costs on this engine at least.
 */
export class RawStack {
  readonly which: Which;
  readonly network: string;
  readonly #ids = new Map<string, string>();
  readonly #removing = limiter(REMOVALS_WIDE);

  constructor(
    private readonly docker: Docker,
    private readonly instance: string,
    private readonly name: string,
  ) {
    this.which = { labels: { [LABEL.instance]: instance, [LABEL.stackName]: name } };
    this.network = engineName.network(name, "default");
  }

  async deploy(spec: StackSpec): Promise<void> {
    await this.docker.createNetwork({ Name: this.network, Labels: this.which.labels, Driver: "bridge", CheckDuplicate: true });
    await this.run(spec, 1, copiesOf(spec));
  }

  /** Makes and starts copies of generation `number`. */
  async run(spec: StackSpec, number: number, copies: Copy[]): Promise<void> {
    await mapWide(copies, WIDE, async (copy) => {
      await this.create(spec, number, copy);
      await this.container(number, copy).start();
    });
  }

  async create(spec: StackSpec, number: number, { service: name, index }: Copy): Promise<void> {
    const services = spec.services.map((service) => makeService(service, { target: makeGeneration(service, { number, revision: number }) }));
    const stack = makeDesiredStack(services, { id: this.name, name: this.name, owner: "bench", networks: spec.networks });
    const service = services.find((each) => each.name === name);
    if (!service?.target) throw new Error(`no service ${name}`);
    const options = toContainerOptions(stack, service, service.target, index, this.instance);
    const { id } = await this.docker.createContainer(options);
    this.#ids.set(keyOf(number, { service: name, index }), id);
  }

  stop = (number: number, copies: Copy[]) => mapWide(copies, WIDE, (copy) => this.container(number, copy).stop({ t: 10 }));
  start = (number: number, copies: Copy[]) => mapWide(copies, WIDE, (copy) => this.container(number, copy).start());

  /** Stops with grace, then removes, each container as soon as it may. */
  remove = (number: number, copies: Copy[]) =>
    mapWide(copies, WIDE, async (copy) => {
      const container = this.container(number, copy);
      await container.stop({ t: 10 }).catch(ignoreStopped);
      await this.#removing(() => container.remove({ v: true }));
      this.#ids.delete(keyOf(number, copy));
    });

  removeNetwork = () => this.docker.getNetwork(this.network).remove();

  /** The new containers take over and the old ones are kept, stopped. */
  async replace(spec: StackSpec, from: number, to: number, order: UpgradeOrder): Promise<void> {
    await mapWide(copiesOf(spec), WIDE, async (copy) => {
      await this.create(spec, to, copy);
      if (order === "stop-first") await this.container(from, copy).stop({ t: 10 });
      await this.container(to, copy).start();
      if (order === "start-first") await this.container(from, copy).stop({ t: 10 });
    });
  }

  /** Old ones run again; where they may not run side by side, each waits for its successor's stop. */
  async goBack(spec: StackSpec, from: number, to: number, order: UpgradeOrder): Promise<void> {
    await mapWide(copiesOf(spec), WIDE, async (copy) => {
      if (order === "stop-first") await this.container(from, copy).stop({ t: 10 });
      await this.container(to, copy).start();
    });
  }

  private container(number: number, copy: Copy): Docker.Container {
    const id = this.#ids.get(keyOf(number, copy));
    if (!id) throw new Error(`no container ${keyOf(number, copy)}`);
    return this.docker.getContainer(id);
  }
}

const keyOf = (number: number, { service, index }: Copy): string => `${service}-g${number}-${index}`;

export const copiesOf = (spec: StackSpec): Copy[] =>
  spec.services.flatMap(({ name, scale }) => Array.from({ length: scale }, (_, at) => ({ service: name, index: at + 1 })));

function ignoreStopped(error: unknown): void {
  if ((error as { statusCode?: number }).statusCode !== 304) throw error;
}
