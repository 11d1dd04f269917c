const CODES: Record<number, string> = {
  0: "no error",
  126: "may not be executed",
  127: "command not found",
  130: "stopped by Ctrl-C",
  134: "gave up by itself",
  137: "killed",
  139: "crashed on a memory fault",
  143: "asked to stop",
};

/** What an exit code says: "killed", "command not found". */
export const exitCodeWords = (code: number): string => CODES[code] ?? "ended with an error";
