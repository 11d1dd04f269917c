import { engineName } from "@/lib/core/labels";
import type { Engine, EngineEvent } from "./port";

/** How long after the answer its events may still come: they travel on another line. */
const TAIL_MS = 5_000;
const MOST = 5_000;

/** What Spindle asked of engines a moment ago: its own work is told apart from that of a hand. */
export interface OwnCalls {
  /** `actions`: the events that the call brings about. */
  during<T>(subject: string, actions: readonly string[], call: () => Promise<T>, tailMs?: number): Promise<T>;
  /** One call brings about one start and one end: what starts or ends again right after did so by itself. */
  asked(event: EngineEvent): boolean;
}

interface Wish {
  under: number;
  until: number;
  left: number;
}

const ONCE = ["start", "die", "restart", "destroy"];
const END = ["kill", "die", "stop"];
const BEGIN = ["start"];

const objectKey = (type: "network" | "volume", stackId: string, name: string): string => engineName[type](stackId, name);

export function ownCalls(now: () => number): OwnCalls {
  const wishes = new Map<string, Wish>();
  /** Two lines may lead to one engine, and both tell of the same event. */
  const answered = new Map<string, boolean>();

  const wishOf = (key: string): Wish => {
    const known = wishes.get(key);
    if (known !== undefined) return known;
    const wish = { under: 0, until: 0, left: 0 };
    wishes.set(key, wish);
    return wish;
  };

  const forget = () => {
    for (const [key, { under, until }] of wishes) if (under === 0 && until < now()) wishes.delete(key);
    for (const key of [...answered.keys()].slice(0, MOST / 2)) answered.delete(key);
  };

  const judge = (subjects: string[], action: string): boolean => {
    for (const subject of subjects) {
      const wish = wishes.get(`${subject} ${action}`);
      if (wish === undefined || (wish.under === 0 && wish.until < now())) continue;
      if (!ONCE.includes(action)) return true;
      if (wish.left === 0) continue;
      wish.left -= 1;
      return true;
    }
    return false;
  };

  return {
    async during(subject, actions, call, tailMs = TAIL_MS) {
      if (wishes.size + answered.size > MOST) forget();
      const own = actions.map((action) => wishOf(`${subject} ${action}`));
      for (const wish of own) {
        wish.left = (wish.under === 0 && wish.until < now() ? 0 : wish.left) + 1;
        wish.under += 1;
      }
      try {
        return await call();
      } finally {
        for (const wish of own) {
          wish.under -= 1;
          wish.until = Math.max(wish.until, now() + tailMs);
        }
      }
    },
    asked(event) {
      if (event.type === "begun") return false;
      const subjects = event.type === "container" ? [event.id, event.name] : [objectKey(event.type, event.stackId, event.name)];
      const key = `${subjects.join(" ")} ${event.action} ${event.at}`;
      const answer = answered.get(key) ?? judge(subjects, event.action);
      answered.set(key, answer);
      return answer;
    },
  };
}

/** The same engine; what it is asked to change is noted. */
export function noteOwnCalls(engine: Engine, calls: OwnCalls): Engine {
  const noted: Partial<Engine> = {
    start: (id) => calls.during(id, BEGIN, () => engine.start(id)),
    stop: (id, grace) => calls.during(id, END, () => engine.stop(id, grace)),
    restart: (id, grace) => calls.during(id, [...END, ...BEGIN, "restart"], () => engine.restart(id, grace)),
    remove: (id) => calls.during(id, [...END, "destroy"], () => engine.remove(id)),
    // Its id is not known before. A leftover of that name may go for it, but what ends under that name later is the new one.
    create: (stack, service, generation, index) =>
      calls.during(
        engineName.container(stack.id, service.name, generation.number, index),
        ["create", "destroy", ...END],
        () => engine.create(stack, service, generation, index),
        -1,
      ),
    createNetwork: (stack, name, internal) => calls.during(objectKey("network", stack.id, name), ["create"], () => engine.createNetwork(stack, name, internal)),
    removeNetwork: (stackId, name) => calls.during(objectKey("network", stackId, name), ["destroy"], () => engine.removeNetwork(stackId, name)),
    createVolume: (stack, name) => calls.during(objectKey("volume", stack.id, name), ["create"], () => engine.createVolume(stack, name)),
    removeVolume: (stackId, name) => calls.during(objectKey("volume", stackId, name), ["destroy", "remove"], () => engine.removeVolume(stackId, name)),
  };
  return new Proxy(engine, { get: (target, name) => (Object.hasOwn(noted, name) ? Reflect.get(noted, name) : Reflect.get(target, name)) });
}
