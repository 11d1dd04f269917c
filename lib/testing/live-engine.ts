import { createServer } from "node:net";
import Docker from "dockerode";
import type { DesiredService, DesiredStack } from "@/lib/core/desired";
import { LABEL } from "@/lib/core/labels";
import type { ServiceSpec } from "@/lib/core/spec";
import { createDockerEngine } from "@/lib/engine/docker";
import { connectionOptions, DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import type { Engine } from "@/lib/engine/port";
import { makeDesiredStack, makeService, makeSpec } from "./desired";
import { testInstance } from "./instance";

/** A real engine for integration tests, under an instance name of its own. */
export interface LiveEngine {
  engine: Engine;
  instanceId: string;
  /** What somebody at the shell of the host would use. */
  outside: Docker;
  /** Creates and starts copies of a service in a stack of their own. */
  run(changes: Partial<ServiceSpec>, copies?: number, more?: Partial<DesiredService>): Promise<{ stack: DesiredStack; service: DesiredService; ids: string[] }>;
  /** What a shell inside answers, each line trimmed. */
  ask(containerId: string, script: string): Promise<string[]>;
  /** Removes everything this instance made. */
  clean(): Promise<void>;
}

export function liveEngine(): LiveEngine {
  const instanceId = testInstance("test");
  const endpoint = process.env.DOCKER_HOST || DEFAULT_ENDPOINT;
  const engine = createDockerEngine({ endpoint, instanceId });
  const outside = new Docker(connectionOptions(endpoint));
  const filters = { label: [`${LABEL.instance}=${instanceId}`] };
  let stacks = 0;

  return {
    engine,
    instanceId,
    outside,
    run: async (changes, copies = 1, more = {}) => {
      stacks += 1;
      const service = makeService(makeSpec(changes), more);
      const stack = makeDesiredStack([service], { id: `${instanceId}-${stacks}` });
      for (const network of service.target?.spec.networks ?? []) await engine.createNetwork(stack, network.name, false);
      const indexes = Array.from({ length: copies }, (_, at) => at + 1);
      const { target } = service;
      if (target === null) throw new Error("the service has no target");
      const ids = await Promise.all(indexes.map(async (index) => (await engine.create(stack, service, target, index)).id));
      await Promise.all(ids.map((id) => engine.start(id)));
      return { stack, service, ids };
    },
    ask: async (id, script) => {
      const exec = await outside.getContainer(id).exec({ Cmd: ["sh", "-c", script], AttachStdout: true, AttachStderr: true, Tty: true });
      let said = "";
      for await (const chunk of await exec.start({ Tty: true })) said += String(chunk);
      return said
        .trim()
        .split("\n")
        .map((line) => line.trim());
    },
    clean: async () => {
      for (const container of await outside.listContainers({ all: true, filters }))
        await outside
          .getContainer(container.Id)
          .remove({ force: true, v: true })
          .catch(() => undefined);
      for (const network of await outside.listNetworks({ filters }))
        await outside
          .getNetwork(network.Id)
          .remove()
          .catch(() => undefined);
      for (const volume of (await outside.listVolumes({ filters })).Volumes)
        await outside
          .getVolume(volume.Name)
          .remove()
          .catch(() => undefined);
    },
  };
}

/** Asks again until the answer is there; fails with the last answer after `ms`. */
export async function eventually<T>(ask: () => Promise<T> | T, holds: (answer: T) => boolean, ms = 10_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A host port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
