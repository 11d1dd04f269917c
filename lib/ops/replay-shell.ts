import { fail } from "@/lib/core/errors";
import type { OpArgs } from "./context";
import { recordingOf, rightsOn } from "./read-audit";

/** The recording of a shell, piece by piece; that somebody asked for it is written down. Throws NOT_FOUND for strangers, and when it is gone. */
export async function replayShell({ ctx, input }: OpArgs<{ number: number; download: boolean }>): Promise<{ name: string; pieces: AsyncIterable<string> }> {
  const { number } = input;
  const detail = (await rightsOn(ctx, number)).replay ? await ctx.registry.auditDetail({ kind: "all" }, number) : null;
  const id = detail && recordingOf(detail);
  const pieces = id ? await ctx.recordings.read(id) : null;
  if (!detail || !pieces) throw fail("NOT_FOUND", { what: "recording" });
  const { stackId } = (await ctx.registry.auditOwner(number)) ?? { stackId: null };
  const action = input.download ? "recording.download" : "recording.replay";
  const { actor, address } = ctx;
  await ctx.registry.transaction((tx) =>
    tx.audit({ actor, address, action, stackId, subject: `${detail.subject}, row ${number}`, before: null, after: null }, ctx.now()),
  );
  return { name: `shell-${number}-${detail.subject}`, pieces };
}
