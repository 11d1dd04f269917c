import { type Actor, can, scopeOf } from "@/lib/core/access";
import type { Places } from "@/lib/engine/port";
import type { Reconciler } from "@/lib/reconcile/types";
import type { Registry } from "@/lib/registry/types";
import type { Change } from "./protocol";

const PACE_MS = 50;

type Watchers = NonNullable<Awaited<ReturnType<Registry["watchers"]>>>;

export interface ChangeFeedDeps {
  registry: Pick<Registry, "environments" | "watchers" | "subscribe">;
  places: Pick<Places, "subscribe">;
  reconciler: Pick<Reconciler, "subscribe">;
  log: (error: unknown) => void;
}

interface Listener {
  actor: Actor;
  tell: (change: Change) => void;
}

/** Tells pages that something they may see changed: the first change at once, what follows at most every 50 ms for each subject. */
export class ChangeFeed {
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Map<string, Promise<Watchers | null>>();
  /** What was last known of a stack, so that its end reaches those who saw it. */
  readonly #lastSeen = new Map<string, Watchers>();
  /** Stacks of which something else is asked since they were last told of. */
  readonly #wanted = new Set<string>();
  /** Whose rights on a stack changed since it was last told of. */
  readonly #left = new Map<string, Set<string>>();
  readonly #pacing = new Map<string, { again: boolean }>();
  readonly #stops: (() => void)[];

  constructor(private readonly deps: ChangeFeedDeps) {
    this.#stops = [
      deps.places.subscribe((change, environmentIds) => (change.type === "stack" ? this.#stack(change.stackId) : this.#engine(environmentIds))),
      deps.reconciler.subscribe((stackId) => this.#stack(stackId)),
      deps.registry.subscribe((change) => {
        if (change.type === "environments") return this.#environments();
        if (change.type === "access") return this.#access(change.userIds, change.stackIds);
        if (change.type === "audit") return this.#audit(change.userId, change.stackId);
        if (change.type === "notices") return this.#notices(change.userIds);
        if (change.type === "events") return this.#events(change.stackId);
        if (change.type === "operation-ended") return;
        if (change.type !== "stack") return this.#people(change.type === "sessions" ? change.userId : null);
        this.#watchers.delete(change.stackId);
        this.#wanted.add(change.stackId);
        this.#stack(change.stackId);
      }),
    ];
  }

  listen(actor: Actor, tell: (change: Change) => void): () => void {
    const listener = { actor, tell };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  #stack(stackId: string): void {
    this.#paced(`stack ${stackId}`, async () => {
      const before = this.#lastSeen.get(stackId);
      const now = await this.#watchersOf(stackId);
      if (now === null) this.#lastSeen.delete(stackId);
      else this.#lastSeen.set(stackId, now);
      const known = now ?? before;
      if (known === undefined) return;
      const people = new Set([...known.userIds, ...(before?.userIds ?? []), ...(this.#left.get(stackId) ?? [])]);
      this.#left.delete(stackId);
      const wanted = this.#wanted.delete(stackId);
      this.#tell(
        { scope: "stack", environment: known.environment, stack: known.stack, wanted },
        (actor) => scopeOf(actor).kind === "all" || people.has(actor.userId),
      );
    });
  }

  #events(stackId: string): void {
    this.#paced(`events ${stackId}`, async () => {
      const known = await this.#watchersOf(stackId);
      if (known === null) return;
      const { environment, stack, userIds } = known;
      this.#tell({ scope: "events", environment, stack }, (actor) => scopeOf(actor).kind === "all" || userIds.includes(actor.userId));
    });
  }

  /** Whoever lost sight of a stack is told once more, so that it goes from their page; whoever gained it finds it there. */
  #access(userIds: string[], stackIds: string[]): void {
    const people = new Set(userIds);
    for (const stackId of stackIds) {
      this.#watchers.delete(stackId);
      this.#wanted.add(stackId);
      this.#left.set(stackId, new Set([...(this.#left.get(stackId) ?? []), ...userIds]));
      this.#stack(stackId);
    }
    // Each time: two changes within one pace may be about different people.
    this.#tell({ scope: "projects" }, (actor) => scopeOf(actor).kind === "all" || people.has(actor.userId));
  }

  #watchersOf(stackId: string): Promise<Watchers | null> {
    const cached = this.#watchers.get(stackId);
    if (cached !== undefined) return cached;
    const asked = this.deps.registry.watchers(stackId);
    this.#watchers.set(stackId, asked);
    asked.catch(() => this.#watchers.delete(stackId));
    return asked;
  }

  #engine(environmentIds: string[]): void {
    this.#paced(`engine ${environmentIds.join()}`, async () => {
      for (const { id, name } of await this.deps.registry.environments())
        if (environmentIds.includes(id)) this.#tell({ scope: "engine", environment: name }, () => true);
    });
  }

  /** The list of places is everybody's. */
  #environments(): void {
    this.#paced("environments", async () => {
      for (const { name } of await this.deps.registry.environments()) this.#tell({ scope: "engine", environment: name }, () => true);
    });
  }

  /** Each hears only that something of their own changed. */
  #notices(userIds: string[]): void {
    for (const userId of userIds) this.#paced(`notices ${userId}`, async () => this.#tell({ scope: "notices" }, (actor) => actor.userId === userId));
  }

  /** Staff see the list of people as far as they may, everybody their own sessions. */
  #people(userId: string | null): void {
    this.#paced(`users ${userId ?? ""}`, async () => this.#tell({ scope: "users" }, (actor) => can(actor, "users.read", null) || actor.userId === userId));
  }

  /** Auditors read everything, members what was done with their stacks, everybody what they did. */
  #audit(userId: string | null, stackId: string | null): void {
    this.#paced(`audit ${userId ?? ""} ${stackId ?? ""}`, async () => {
      const members = stackId === null ? [] : ((await this.#watchersOf(stackId))?.userIds ?? []);
      this.#tell({ scope: "audit" }, (actor) => actor.role === "auditor" || actor.userId === userId || members.includes(actor.userId));
    });
  }

  #tell(change: Change, may: (actor: Actor) => boolean): void {
    for (const { actor, tell } of this.#listeners) if (may(actor)) tell(change);
  }

  #paced(subject: string, work: () => Promise<void>): void {
    if (this.#listeners.size === 0 && !subject.startsWith("stack ")) return;
    const pace = this.#pacing.get(subject);
    if (pace !== undefined) {
      pace.again = true;
      return;
    }
    const fresh = { again: false };
    this.#pacing.set(subject, fresh);
    work().catch(this.deps.log);
    setTimeout(() => {
      this.#pacing.delete(subject);
      if (fresh.again) this.#paced(subject, work);
    }, PACE_MS);
  }
}
