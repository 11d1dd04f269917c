/** Every label Spindle writes. Labels are a hint for people and for adoption after a crash; ownership is decided by the registry. */
export const LABEL = {
  instance: "io.spindle.instance",
  stack: "io.spindle.stack",
  stackName: "io.spindle.stack-name",
  service: "io.spindle.service",
  serviceName: "io.spindle.service-name",
  generation: "io.spindle.generation",
  revision: "io.spindle.revision",
  number: "io.spindle.number",
  volume: "io.spindle.volume",
  network: "io.spindle.network",
  owner: "io.spindle.owner",
  /** Of a debug helper: the container that it stands beside. It has no service, so nothing takes it for one of a service's. */
  debug: "io.spindle.debug",
} as const;

/** Prefixes a compose file may not use, in any case: they would change ownership or routing, or have other programs on the host replace or run things. */
export const RESERVED_LABEL_PREFIXES = [
  ...["io.spindle.", "io.rancher.", "com.docker.", "io.containers.", "io.kubernetes."],
  ...["traefik.", "caddy"],
  ...["com.centurylinklabs.watchtower", "ouroboros.", "wud.", "ofelia."],
];

/** Engine names come from ids, never from user text alone; people see `web-1`. */
export const engineName = {
  container: (stackId: string, service: string, generation: number, index: number) => `spindle-${stackId}-${service}-g${generation}-${index}`,
  network: (stackId: string, network: string) => `spindle-${stackId}-${network}`,
  volume: (stackId: string, volume: string) => `spindle-${stackId}-${volume}`,
};
