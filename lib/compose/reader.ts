import type { Issue } from "@/lib/core/views";
import { maskEnvironmentText } from "./mask-text";
import { type ParsedCompose, type ParseOptions, parseCompose } from "./parse-compose";
import { type WithoutServices, withoutServices } from "./remove-service";

/** What is done with compose texts. They can be made to cost time, so the server does it beside its event loop. */
export interface ComposeWork {
  readCompose: ReadCompose;
  /** For who may read the text but not its values; empty where that was too much work. */
  maskCompose: (text: string) => Promise<string>;
  /** Unchanged where that was too much work. */
  withoutServices: (text: string, names: readonly string[]) => Promise<WithoutServices>;
}

/** Reads a text without holding up whoever asks; always answers, with an issue where reading took too much. */
export type ReadCompose = (text: string, options: ParseOptions) => Promise<ParsedCompose>;

/** The same at once and in place: for tests and the command line. */
export const readInProcess: ReadCompose = async (text, options) => parseCompose(text, options);

/** All of it at once and in place: for tests. */
export const IN_PROCESS: ComposeWork = {
  readCompose: readInProcess,
  maskCompose: async (text) => maskEnvironmentText(text),
  withoutServices: async (text, names) => withoutServices(text, names),
};

/** The answer about a text that was too much work. */
export function tooMuchWork(text: string, seconds: number): ParsedCompose {
  const issue: Issue = {
    severity: "error",
    rule: "document.too-much-work",
    path: "(document)",
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
    short: "too much work",
    message: `Reading this file took more than ${seconds === 1 ? "a second" : `${seconds} seconds`} or too much memory, so it was stopped. Shorten it, or use fewer aliases and variables.`,
    fix: null,
  };
  return { spec: null, issues: [issue], variables: [], lines: text === "" ? 0 : text.split("\n").length, strategy: null, modern: null };
}
