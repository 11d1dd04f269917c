import { splitWords } from "@/lib/compose/shell-words";
import { fail } from "@/lib/core/errors";
import type { OpArgs } from "./context";
import { shellPlace } from "./open-shell";
import { type CommandRun, type RunCommandInput, runCommand } from "./run-command";

export const MOST_LINE_SECONDS = 300;

export interface RunLineInput extends Pick<RunCommandInput, "environment" | "stack" | "seconds" | "signal" | "reason" | "onOutput"> {
  container: string;
  /** As one would type it. */
  line: string;
}

/** Runs what somebody typed in one line: by the container's shell, or word by word where it has none. Nothing of it is kept but its row in the audit log. */
export async function runLine({ ctx, input: { line, ...input } }: OpArgs<RunLineInput>): Promise<CommandRun> {
  const { environmentId, container } = await shellPlace({ ctx, input });
  const { engine, mirror } = ctx.places.of(environmentId);
  const runs = mirror.container(container)?.state === "running";
  const [shell] = runs ? await engine.probeShells(container) : [];
  const command = shell === undefined ? splitWords(line) : [shell, "-c", line];
  if (command === null || command.length === 0) throw fail("INVALID_INPUT", { field: "Command", reason: "a quote is not closed" });
  return runCommand({ ctx, input: { ...input, service: null, command } });
}
