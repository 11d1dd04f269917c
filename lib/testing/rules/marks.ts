import type { Issue, Severity } from "@/lib/core/views";

/** What a sample says will be said: `#! 13 error policy.ports; 7 notice compose.unused` at the end of the line it is said of. */
export interface Mark {
  file: string | null;
  line: number;
  column: number;
  severity: Severity;
  rule: string;
}

const MARK = /#! (.*)$/;

export const marksIn = (text: string, file: string | null = null): Mark[] =>
  text.split("\n").flatMap((line, index) =>
    (MARK.exec(line)?.[1] ?? "")
      .split("; ")
      .filter((words) => words !== "")
      .map((words) => {
        const [column = "", severity = "", rule = ""] = words.split(" ");
        return { file, line: index + 1, column: Number(column), severity: severity as Severity, rule };
      }),
  );

/** The same of what was said. */
export const markOf = ({ file, line, column, severity, rule }: Issue): Mark => ({ file: file ?? null, line, column, severity, rule });
