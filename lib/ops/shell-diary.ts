import { problemOf } from "@/lib/core/errors";
import type { OpContext } from "./context";

/** What is done inside a container has two rows: one before it is there, one when nothing is left of it. */
const ENDS = {
  "shell.open": "shell.close",
  "shell.command": "shell.command-end",
  "file.download": "file.download-end",
  "file.upload": "file.upload-end",
} as const;

export interface ShellDiary {
  ended(after: unknown): Promise<void>;
  failed(error: unknown): Promise<void>;
}

export async function beginDiary(
  ctx: OpContext,
  { stackId, label, container }: { stackId: string; label: string; container: string },
  action: keyof typeof ENDS,
  about: object,
): Promise<ShellDiary> {
  const { actor, address } = ctx;
  const row = { actor, address, stackId, subject: label, object: { kind: "container", id: container } };
  const number = await ctx.registry.transaction((tx) => tx.audit({ ...row, action, outcome: "started", before: null, after: about }, ctx.now()));
  const close = (outcome: "succeeded" | "failed", after: unknown) =>
    ctx.registry.transaction(async (tx) => {
      await tx.audit({ ...row, action: ENDS[action], outcome, answers: number, before: null, after }, ctx.now());
    });
  return { ended: (after) => close("succeeded", after), failed: (error) => close("failed", { code: problemOf(error).code }) };
}
