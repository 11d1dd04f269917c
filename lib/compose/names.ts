const STACK = /^[a-z0-9][a-z0-9-]{1,39}$/;
const SERVICE = /^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$/i;

/** Why this cannot be a stack's name; null when it can. */
export function checkStackName(name: string): string | null {
  if (name.length < 2 || name.length > 40) return "A stack name has 2 to 40 characters.";
  if (/[A-Z]/.test(name)) return "A stack name is written in small letters.";
  if (!/^[a-z0-9]/.test(name)) return "A stack name starts with a letter or a digit.";
  if (name.endsWith("-")) return "A stack name does not end with a hyphen.";
  return STACK.test(name) ? null : "A stack name has only small letters, digits and hyphens.";
}

/** Why this cannot be a service's name; null when it can. It becomes a host name inside the stack. */
export function checkServiceName(name: string): string | null {
  if (SERVICE.test(name)) return null;
  if (name.length > 63) return "A service name has at most 63 characters, as it becomes a host name.";
  if (name.includes(".")) return "A service name becomes a host name: write it with letters, digits, hyphens and underscores, without dots.";
  return "A service name has letters, digits, hyphens and underscores, and starts and ends with a letter or digit.";
}

/** Names of volumes where a path stands behind; of one letter they look like a drive of Windows (`c:/data`). */
export const RESOURCE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,62}$/;

/** Names of what is declared at the end of the file. */
export const FILE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;

const HOST = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?::\\d{1,5})?";
const PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const REFERENCE = new RegExp(`^(?:${HOST}/)?${PART}(?:/${PART})*(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`);

export interface ImageName {
  /** With its tag: a name without one could also be read by the engine as the id of somebody's image. */
  full: string;
  tag: string;
  digest: string | null;
  /** The last word of the path: `postgres` of `library/postgres:16`. */
  base: string;
}

/** Reads `name[:tag][@digest]`; null when it is none, or an image id. */
export function parseImage(text: string): ImageName | null {
  if (text.length > 400 || /^[a-f0-9]{64}$/.test(text) || text.startsWith("sha256:")) return null;
  const match = REFERENCE.exec(text);
  if (!match) return null;
  const digest = match[2] ?? null;
  const tag = match[1] ?? (digest === null ? "latest" : "");
  const full = match[1] === undefined && digest === null ? `${text}:latest` : text;
  const path = text.replace(/@.*$/, "").split("/").at(-1) ?? "";
  return { full, tag, digest, base: path.replace(/:.*$/, "") };
}
