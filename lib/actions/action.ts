import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type * as z from "zod";
import type { Pending } from "@/lib/auth/actor";
import { allowedOrigin } from "@/lib/auth/allowed-origin";
import { callerAddress, requireActor } from "@/lib/auth/session";
import { fail, problemOf } from "@/lib/core/errors";
import type { OpContext } from "@/lib/ops/context";
import { noteRefusal } from "@/lib/ops/note-refusal";
import { getRuntime, type Runtime } from "@/lib/runtime";
import { parseInput } from "./parse-input";
import type { ActionResult } from "./result";

type Op<Context, Input, Output> = (args: { ctx: Context; input: Input }) => Promise<Output>;

/**
 * A server action: a page of this site, an actor, an input that fits its schema exactly; then the op, which authorises. Never throws a text at the browser.
 * `entrance`: also open to who must do just this before anything else works.
 */
export function serverAction<Schema extends z.ZodType, Output>(schema: Schema, op: Op<OpContext, z.output<Schema>, Output>, entrance: Pending | null = null) {
  return (input: z.input<Schema>): Promise<ActionResult<Output>> =>
    answer(async () => {
      await requireOwnPage();
      const actor = await requireActor(entrance);
      const ctx = { ...getRuntime(), actor, address: await callerAddress() };
      return op({ ctx, input: parseInput(schema, input) }).catch((error: unknown) => {
        noteRefusal(ctx, error, input);
        throw error;
      });
    });
}

/** For strangers: only what must be possible before anyone can sign in. */
export function publicAction<Schema extends z.ZodType, Output>(schema: Schema, op: Op<Runtime & { address: string }, z.output<Schema>, Output>) {
  return (input: z.input<Schema>): Promise<ActionResult<Output>> =>
    answer(async () => {
      await requireOwnPage();
      const ctx = { ...getRuntime(), address: await callerAddress() };
      return op({ ctx, input: parseInput(schema, input) });
    });
}

/** Next lets a request without an Origin pass; no browser sends an action without one. */
async function requireOwnPage(): Promise<void> {
  const sent = await headers();
  if (!allowedOrigin(sent.get("origin"), sent.get("host"), getRuntime().site)) throw fail("FORBIDDEN", { action: "request", needs: "a page of this site" });
}

async function answer<Output>(work: () => Promise<Output>): Promise<ActionResult<Output>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    unstable_rethrow(error);
    const problem = problemOf(error);
    if (problem.code === "UNKNOWN") getRuntime().log(error);
    return { ok: false, problem };
  }
}
