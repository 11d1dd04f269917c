import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { SPIN_CAPABILITIES } from "@/lib/core/policy";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import { onPath } from "../scripts/ensure/debian.mjs";
import type { Which } from "./engine-watch";

const run = promisify(execFile);

export const PEER = "docker-compose 1.29";

/** Path of docker-compose 1.x; null with nobody to compare with. */
export const composePath = (): string | null => onPath("docker-compose");
export const NO_PEER = "docker-compose is not installed here (apt-get install docker-compose), so there is no peer to compare with";

/** The command-line rival, on the same engine, with the same limits and options. */
export class ComposePeer {
  readonly which: Which;
  readonly network: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "spindle-bench-compose-"));

  constructor(
    private readonly program: string,
    private readonly project: string,
    instance: string,
    spec: StackSpec,
  ) {
    this.which = { labels: { "com.docker.compose.project": project } };
    this.network = `${project}_default`;
    const services = Object.fromEntries(spec.services.map((service) => [service.name, serviceOf(service, instance)]));
    const networks = { default: { labels: { "io.spindle.instance": instance } } };
    // JSON is YAML.
    writeFileSync(join(this.#folder, "docker-compose.yml"), JSON.stringify({ version: "2.4", services, networks }));
  }

  up = () => this.#call("up", "-d", "--no-color");
  stop = () => this.#call("stop");
  start = () => this.#call("start");
  down = () => this.#call("down");
  scale = (service: string, to: number) => this.#call("up", "-d", "--no-color", "--no-recreate", "--scale", `${service}=${to}`);

  forget(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #call(...words: string[]): Promise<void> {
    await run(this.program, ["-p", this.project, ...words], { cwd: this.#folder });
  }
}

function serviceOf(spec: ServiceSpec, instance: string): Record<string, unknown> {
  return {
    image: spec.image,
    environment: spec.environment,
    init: true,
    restart: spec.restart.policy,
    ipc: "private",
    mem_limit: spec.memoryBytes,
    memswap_limit: spec.memoryBytes,
    cpus: spec.cpus,
    pids_limit: spec.pids,
    cap_drop: ["ALL"],
    cap_add: SPIN_CAPABILITIES,
    security_opt: ["no-new-privileges"],
    stop_grace_period: `${spec.stopGraceSeconds}s`,
    logging: { driver: "json-file", options: { "max-size": String(spec.log.maxSizeBytes), "max-file": String(spec.log.maxFiles) } },
    labels: { "io.spindle.instance": instance },
  };
}
