import { postJson, stackPath } from "./queries";
import type { ShellPlace } from "./shell-session";

/** What a command said, as the server kept it. */
export interface LineRun {
  label: string;
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** There was more than is kept of one. */
  truncated: boolean;
  timedOut: boolean;
}

/** Runs one line in a container; ends with `signal`. Throws what stands in the way. */
export const runLine = ({ environment, stack, container, reason }: ShellPlace, line: string, seconds: number, signal: AbortSignal): Promise<LineRun> =>
  postJson<LineRun>(`${stackPath(environment, stack)}/containers/${encodeURIComponent(container)}/command`, { line, seconds, reason: reason ?? null }, signal);
