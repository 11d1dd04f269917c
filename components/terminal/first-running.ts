import type { ContainerView } from "@/lib/core/views";

/** In which container a shell opens unless somebody chooses another. */
export function firstRunning(containers: readonly ContainerView[]): ContainerView | undefined {
  const running = containers.filter(({ state }) => state === "running");
  return running.find(({ generation }) => generation === "new") ?? running[0];
}
