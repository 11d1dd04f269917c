import { DEFAULT_POLICY } from "@/lib/core/policy";
import { parseCompose } from "../parse-compose";

export const read = (compose: string, rancher: string | null = null, variables: Record<string, string> = {}) =>
  parseCompose(compose, { stackName: "demo", variables, policy: DEFAULT_POLICY, rancherText: rancher });

const indent = (lines: string) => lines.replaceAll(/^(?=.)/gm, "    ");

/** A service `web` with these lines, which start in line 5. */
export const composeOf = (lines = "") => `version: '2'\nservices:\n  web:\n    image: app:v1\n${lines === "" ? "" : `${indent(lines)}\n`}`;
/** The same in rancher-compose.yml; the lines start in line 4. */
export const rancherOf = (lines: string) => `version: '2'\nservices:\n  web:\n${indent(lines)}\n`;

/** `file:line severity rule`, without what the lint says of every file. */
export const remarks = (parsed: ReturnType<typeof read>): string[] =>
  parsed.issues
    .filter(({ rule }) => /rancher|^compose|^policy|^yaml/.test(rule))
    .map(({ file, line, severity, rule }) => `${file ?? "docker-compose.yml"}:${line} ${severity} ${rule}`);
