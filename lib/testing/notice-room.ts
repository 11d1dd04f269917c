import type { Letter, Post, SendProblem, Target } from "@/lib/core/notice-addresses";
import { NOTICE_TIMING } from "@/lib/core/notices";
import { createOutbox, type Outbox } from "@/lib/notify/outbox";
import { createWatch, type Watch } from "@/lib/notify/watch";
import type { OpContext } from "@/lib/ops/context";
import { createLookout } from "@/lib/ops/look-for-trouble";
import { newId } from "@/lib/registry/id";
import type { AtEnd } from "./database";

/** The time of a house goes twenty times as fast. */
const SPEED = 20;

export interface Posted {
  target: Target;
  letter: Letter;
}

/** A post that keeps what it is given, and fails as it is told to. */
export function keepingPost() {
  const posted: Posted[] = [];
  const fails: (SendProblem | null)[] = [];
  const post: Post = {
    send: async (target, letter) => {
      posted.push({ target, letter });
      return fails.shift() ?? null;
    },
  };
  return { post, posted, fails };
}

/** Watch and outbox of a house, started. */
export async function openNotices(ctx: OpContext, atEnd: AtEnd): Promise<{ watch: Watch; outbox: Outbox } & ReturnType<typeof keepingPost>> {
  const kept = keepingPost();
  const { registry, sealing, now, log } = ctx;
  const after = (ms: number, work: () => void) => {
    const timer = setTimeout(work, ms / SPEED);
    return () => clearTimeout(timer);
  };
  const outbox = createOutbox({ registry, post: kept.post, sealing, origin: "https://spindle.example.org", newId, now, log });
  const watch = createWatch({
    registry,
    lookout: createLookout(ctx),
    now,
    log,
    onDeliveries: () => undefined,
    timing: { ...NOTICE_TIMING, calmMs: 10_000 },
    gatherMs: 0,
    after,
  });
  await watch.start();
  atEnd(() => watch.stop());
  return { watch, outbox, ...kept };
}
