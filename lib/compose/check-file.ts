import type { Issue, Severity } from "@/lib/core/views";
import { parseCompose } from "./parse-compose";
import type { World } from "./world";

/** One line of `compose:check`. */
export interface CheckedFile {
  file: string;
  accepted: boolean;
  issues: { severity: Severity; rule: string; path: string; line: number; column: number; message: string; fix: string | null }[];
}

/** What the app says of a text, in the command line's words. */
export function checkFile(file: string, text: string, { stackName, ...world }: World): CheckedFile {
  const { issues } = parseCompose(text, { ...world, stackName: stackName ?? nameIn(text) });
  return {
    file,
    accepted: !issues.some(({ severity }) => severity === "error"),
    issues: issues.map(({ severity, rule, path, line, column, message, fix }) => ({ severity, rule, path, line, column, message, fix: fixText(fix) })),
  };
}

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
