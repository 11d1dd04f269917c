import type { Issue, Severity } from "@/lib/core/views";
import { parseCompose, parseComposeFiles } from "./parse-compose";
import { RANCHER_FILE } from "./rancher/joined-report";
import type { NamedFile } from "./several-files";
import type { World } from "./world";

/** One line of `compose:check`. */
export interface CheckedFile {
  file: string;
  accepted: boolean;
  /** `file` where an issue stands in a file that was named with the first one. */
  issues: { severity: Severity; rule: string; path: string; line: number; column: number; message: string; fix: string | null; file?: string }[];
}

/** What belongs to a file: a rancher-compose.yml, or further files that are laid over it. */
export interface Companions {
  rancher: NamedFile | null;
  over: readonly NamedFile[];
}

/** What the app says of a text, in the command line's words. */
export function checkFile(file: string, text: string, { stackName, ...world }: World, { rancher, over }: Companions = ALONE): CheckedFile {
  const options = { ...world, stackName: stackName ?? nameIn(text) };
  const { issues } =
    over.length > 0 ? parseComposeFiles([{ name: file, text }, ...over], options) : parseCompose(text, { ...options, rancherText: rancher?.text ?? null });
  const placeOf = (issue: Issue) => {
    const name = issue.file === RANCHER_FILE && rancher ? rancher.name : issue.file;
    return name === undefined || name === file ? {} : { file: name };
  };
  return {
    file,
    accepted: !issues.some(({ severity }) => severity === "error"),
    issues: issues.map((issue) => {
      const { severity, rule, path, line, column, message, fix } = issue;
      return { severity, rule, path, line, column, message, fix: fixText(fix), ...placeOf(issue) };
    }),
  };
}

const ALONE: Companions = { rancher: null, over: [] };

/** A file that there is nothing to check of. */
export const unreadableFile = (file: string, message: string): CheckedFile => ({
  file,
  accepted: false,
  issues: [{ severity: "error", rule: "file.unreadable", path: "(document)", line: 1, column: 1, message, fix: null }],
});

/** With no stack said, the file may call itself what it likes. */
const nameIn = (text: string): string => /^name:[ \t]*["']?([a-z0-9][a-z0-9_-]{0,62})["']?[ \t]*(?:#.*)?\r?$/m.exec(text)?.[1] ?? "my-stack";

function fixText(fix: Issue["fix"]): string | null {
  if (!fix) return null;
  const insert = fix.insert.trim();
  return insert === "" || fix.label.includes(insert) ? fix.label : `${fix.label}: ${insert}`;
}
