import type { ServiceView, StackView } from "@/lib/core/views";
import { count } from "@/lib/format/names";

export interface Fate {
  kind: "deleted" | "freed" | "kept";
  /** Names between back-ticks. */
  text: string;
}

/** What removing a stack, or one of its services, deletes, frees and keeps. `volumes`: those ticked to go as well. `secrets`: names of those that the stack owns. */
export function removalFates(stack: StackView, service: ServiceView | null, volumes: readonly string[], secrets: readonly string[] = []): Fate[] {
  const sidekicks = service ? stack.services.filter(({ sidekickOf }) => sidekickOf === service.name) : [];
  const services = service ? [service, ...sidekicks] : stack.services;
  const containers = services.reduce((sum, { containers }) => sum + containers.filter(({ state }) => state !== "missing").length, 0);
  const unnamed = services.flatMap(({ containers }) => containers.flatMap(({ anonymousVolumes }) => anonymousVolumes)).length;
  const ports = new Set(services.flatMap(({ endpoints }) => endpoints.map(({ port }) => port)));
  const fates: Fate[] = [
    {
      kind: "deleted",
      text: `${service ? `Service ${services.map(({ name }) => `\`${name}\``).join(" with its sidekick ")}` : count(services.length, "service")}, ${count(containers, "container")} and their logs`,
    },
  ];
  if (unnamed > 0) fates.push({ kind: "deleted", text: `${count(unnamed, "unnamed volume")} of these containers` });
  if (ports.size > 0) fates.push({ kind: "freed", text: `Host ${ports.size === 1 ? "port" : "ports"} ${[...ports].sort((a, b) => a - b).join(", ")}` });
  if (!service) for (const { name, present } of stack.networks) if (present) fates.push({ kind: "deleted", text: `Network \`${name}\`` });
  if (secrets.length > 0)
    fates.push(
      service
        ? { kind: "kept", text: "The secrets of the stack" }
        : { kind: "deleted", text: `${secrets.length === 1 ? "Secret" : "Secrets"} ${secrets.map((name) => `\`${name}\``).join(", ")}` },
    );
  for (const { name, present } of stack.volumes)
    if (present) fates.push({ kind: !service && volumes.includes(name) ? "deleted" : "kept", text: `Volume \`${name}\` and its data` });
  fates.push({ kind: "kept", text: service ? "The other services, and every revision" : "Who did what, under Activity" });
  return fates;
}
