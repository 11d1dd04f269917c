/** Why this cannot be a stack's name, with an example of one that can; null when it can. The server checks again. */
export function stackNameError(name: string): string | null {
  if (name === "") return "Give the stack a name. For example beamline-als.";
  if (!/^[a-z0-9-]+$/.test(name)) return "Use a to z, 0 to 9 and hyphens. For example beamline-als.";
  if (/^-|-$/.test(name)) return "Begin and end with a letter or digit. For example beamline-als.";
  return name.length < 2 || name.length > 40 ? "Use 2 to 40 characters. For example beamline-als." : null;
}

/** The top-level `name:` of a compose file makes a good first name. */
export const nameInText = (text: string): string => /^name:\s*["']?([a-z0-9-]{2,40})["']?\s*$/m.exec(text)?.[1] ?? "";
