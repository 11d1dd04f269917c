import type { Permission } from "@/lib/core/access";
import { REFUSED_ATTEMPT } from "@/lib/core/audit";
import { problemOf } from "@/lib/core/errors";
import type { OpContext } from "./context";

type Asking = Pick<OpContext, "registry" | "now" | "actor" | "address">;

const refused = ({ actor, address }: Asking, subject: string, after: unknown) => ({
  actor,
  address,
  action: REFUSED_ATTEMPT,
  stackId: null,
  subject,
  before: null,
  after,
});

/** For the doors: whoever lacks a right and tried is written down. Other failures are no refusals. */
export function noteRefusal(ctx: Asking, error: unknown, asked: unknown): void {
  const problem = problemOf(error);
  if (problem.code !== "FORBIDDEN") return;
  const { action, needs } = problem.data;
  ctx.registry.noteRefusal(refused(ctx, subjectOf(asked), { right: action, needs }), ctx.now());
}

/** Somebody named a stack that is not theirs; the answer is the same as for one that is not there, also in how long it takes. */
export function noteForeignStack(ctx: Asking, stack: { environmentId: string; name: string }, right: Permission): void {
  ctx.registry.noteRefusal(refused(ctx, stack.name, { right, foreign: true }), ctx.now(), stack);
}

/** The names in an input that say what was meant; nothing else of it is kept. */
function subjectOf(asked: unknown): string {
  if (typeof asked === "string") return asked;
  const names = ["environment", "stack", "service", "username", "userId"].map((key) =>
    asked !== null && typeof asked === "object" ? Reflect.get(asked, key) : null,
  );
  return names
    .filter((name) => typeof name === "string")
    .join("/")
    .slice(0, 200);
}
