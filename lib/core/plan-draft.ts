import type { DesiredService, DesiredStack, Generation } from "./desired";
import { containerKey, generationOf, labelOf } from "./facts";
import { isUp, type ObservedContainer, type ObservedStack } from "./observed";
import { type Attempts, attemptKey, type Plan, type Step } from "./plan";

/** What the rules of one service read, and the paper they write on. */
export interface Desk {
  stack: DesiredStack;
  service: DesiredService;
  observed: ObservedStack;
  /** Of this service, by index, then generation. */
  containers: ObservedContainer[];
  attempts: Attempts;
  now: number;
  draft: Draft;
}

/** Collects steps, one per resource, and the nearest moment at which time alone changes the plan. */
export class Draft {
  readonly #steps = new Map<string, Step>();
  #wakeAt: number | null = null;

  constructor(
    readonly attempts: Attempts,
    readonly now: number,
  ) {}

  /** Adds a step unless its resource already has one or its last failure still backs off. */
  add(step: Step): void {
    if (this.#steps.has(step.key)) return;
    const attempt = this.attempts.get(attemptKey(step));
    if (attempt && attempt.retryAt > this.now) this.wakeAt(attempt.retryAt);
    else this.#steps.set(step.key, step);
  }

  get isEmpty(): boolean {
    return this.#steps.size === 0;
  }

  wakeAt(at: number): void {
    if (at > this.now && (this.#wakeAt === null || at < this.#wakeAt)) this.#wakeAt = at;
  }

  plan(): Plan {
    return { steps: [...this.#steps.values()], wakeAt: this.#wakeAt };
  }
}

export const find = (desk: Desk, generation: Generation, index: number): ObservedContainer | undefined =>
  desk.containers.find((container) => container.generation === generation.number && container.index === index);

export const indices = (service: DesiredService): number[] => Array.from({ length: service.scale }, (_, position) => position + 1);

export function stop({ draft, service }: Desk, container: ObservedContainer, cause: string): void {
  if (!isUp(container)) return;
  const graceSeconds = generationOf(service, container)?.spec.stopGraceSeconds ?? 10;
  draft.add({
    type: "stop-container",
    key: keyOf(container),
    cause,
    service: service.name,
    containerId: container.id,
    label: labelOf(service.name, container.index),
    graceSeconds,
  });
}

/** Stops first when it still runs, so that a container always gets its grace. */
export function stopAndRemove(desk: Desk, container: ObservedContainer, cause: string): void {
  if (isUp(container)) return stop(desk, container, cause);
  if (container.state === "removing") return;
  desk.draft.add({
    type: "remove-container",
    key: keyOf(container),
    cause,
    service: desk.service.name,
    containerId: container.id,
    label: labelOf(desk.service.name, container.index),
  });
}

export const keyOf = (container: ObservedContainer): string => containerKey(container.serviceId, container.generation, container.index);
