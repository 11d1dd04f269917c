import { looksSecret } from "@/lib/core/masking";
import type { Source, TextResult } from "./source";
import { refuse } from "./source";

const MOST_CHARACTERS = 16 * 1024;
const RUN = /^\s*(?:\$\s+)?(?:sudo\s+)?(?:docker|podman)\s+(?:container\s+)?(?:run|create)\s/;
/** The converter drops the ports for it, which are wanted once the review has refused it. */
const HOST_NETWORK = /\s--net(?:work)?[\s=]+host(?=\s)/;
const SERVICE = /^ {2}\S.*:$/;
const SERVICE_NAME = /^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$/;

type Convert = (line: string, existing: null, version: "latest", indent: number) => string;

/** A `docker run` line as a compose file. The converter is large and comes only when it is asked. */
export async function convertRun(line: string): Promise<TextResult> {
  const { default: composerize } = await import("composerize");
  return fromRun(line, composerize);
}

export function fromRun(line: string, convert: Convert): TextResult {
  const oneLine = line
    .replace(/\\\r?\n/g, " ")
    .replace(/\s*\r?\n\s*/g, " ")
    .trim();
  if (oneLine.length > MOST_CHARACTERS) return refuse("This line is longer than 16 KiB.");
  if (!RUN.test(oneLine)) return refuse("This is not a `docker run` line. It begins with `docker run` and names an image.");
  let text: string;
  try {
    text = convert(
      oneLine
        .replace(/^\s*\$\s+/, "")
        .replace(/^sudo\s+/, "")
        .replace(HOST_NETWORK, ""),
      null,
      "latest",
      2,
    );
  } catch {
    return refuse("This line could not be read. Look for a quote that is not closed.");
  }
  if (text.includes("!!!invalid!!!")) return refuse("No image was found in this line. It comes after the options: `docker run -p 80 nginx:1.27`.");
  return { ok: true, source: tidy(text.split("\n"), oneLine) };
}

/** What the converter writes, in the terms of a stack here: no foreign names, no external volumes, no secret in the text. */
function tidy(lines: string[], line: string): Source {
  const notes: string[] = [];
  const ignored = lines.filter((text) => /^# -/.test(text)).map((text) => text.slice(2).trim());
  if (ignored.length > 0) notes.push(`Left out, because a compose file has no word for it: ${ignored.map((option) => `\`${option}\``).join(", ")}.`);
  if (/\s--rm\b/.test(line)) notes.push("`--rm` was left out: containers are removed when an upgrade is confirmed, or with their stack.");
  let body = lines.filter((text) => !/^(?:#|name: <)/.test(text));
  const name = /^ +container_name: (.+)$/m.exec(body.join("\n"))?.[1]?.trim() ?? "";
  if (name !== "") {
    body = body.filter((text) => !/^ +container_name: /.test(text));
    if (SERVICE_NAME.test(name)) body = renameService(body, name);
    notes.push(
      SERVICE_NAME.test(name)
        ? `\`${name}\` became the name of the service; its containers are numbered.`
        : `The name \`${name}\` was left out: containers are numbered here.`,
    );
  }
  if (HOST_NETWORK.test(line)) body.splice(body.findIndex((text) => SERVICE.test(text)) + 1, 0, "    network_mode: host");
  body = ownVolumes(body, notes);
  const variables: Record<string, string> = {};
  body = body.map((text) => secretAsVariable(text, variables));
  const moved = Object.keys(variables);
  if (moved.length > 0)
    notes.push(
      `The ${moved.length === 1 ? "value" : "values"} of ${moved.map((one) => `\`${one}\``).join(", ")} moved to Variables, so that the file can be shown.`,
    );
  return { text: `${body.join("\n").trimEnd()}\n`, name: SERVICE_NAME.test(name) && name.length > 1 ? name : "", variables, notes };
}

const renameService = (lines: string[], name: string): string[] => {
  const at = lines.findIndex((text) => SERVICE.test(text));
  return lines.map((text, index) => (index === at ? `  ${name}:` : text));
};

/** A volume that is there already belongs to nobody here: the stack gets one of its own, and says so. */
function ownVolumes(lines: string[], notes: string[]): string[] {
  const top = lines.findIndex((text) => /^volumes:/.test(text));
  if (top === -1) return lines;
  const names = lines.slice(top).flatMap((text) => /^ {2}(\S+):$/.exec(text)?.[1] ?? []);
  notes.push(`${names.map((one) => `\`${one}\``).join(", ")} will be a new volume of this stack; what is in the old one is not copied.`);
  return lines.filter((text, index) => index <= top || !/^ {4}(?:external|name): /.test(text));
}

function secretAsVariable(text: string, variables: Record<string, string>): string {
  const match = /^( +- )(["']?)([A-Za-z_][\w]*)=(.+?)\2$/.exec(text);
  if (!match) return text;
  const [, lead = "", , name = "", value = ""] = match;
  if (!looksSecret(name) || /\$\{?\w/.test(value)) return text;
  variables[name] = value;
  return `${lead}${name}=\${${name}}`;
}
