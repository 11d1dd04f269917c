/**
 * Paths inside containers are bytes, and texts everywhere else: what is no UTF-8 stands in the text as a lone surrogate from U+DC80 on, one for each
 * byte, so that every name can be shown, sent and named back exactly.
 */
const LONE = 0xdc00;

export function bytesOfPath(path: string): Uint8Array {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const sign of path) {
    const code = sign.codePointAt(0) ?? 0;
    if (code >= LONE + 0x80 && code <= LONE + 0xff) bytes.push(code - LONE);
    else bytes.push(...encoder.encode(sign));
  }
  return Uint8Array.from(bytes);
}

export function pathOfBytes(bytes: Uint8Array): string {
  const whole = decoded(bytes);
  if (whole !== null) return whole;
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAt(bytes[at] ?? 0);
    const sign = length === 0 ? null : decoded(bytes.subarray(at, at + length));
    text += sign ?? String.fromCharCode(LONE + (bytes[at] ?? 0));
    at += sign === null ? 1 : length;
  }
  return text;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** How many bytes a character has that begins so; 0 for what begins none. */
function lengthAt(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/** For an address, in letters that nobody on the way writes anew: what decodes queries for others loses bytes that are no UTF-8. */
export const pathInAddress = (path: string): string =>
  btoa(latin1(bytesOfPath(path)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** What `pathInAddress` wrote; null for anything else. */
export function pathFromAddress(text: string): string | null {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return null;
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return pathOfBytes(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
}

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

/** As people read it: signs that cannot be shown, or that would move the rest of a line, are replaced. */
export const shownPath = (path: string): string => path.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd");

/** Absolute, without doubled slashes, `.` and `..`; null for what is no absolute path. */
export function plainPath(path: string): string | null {
  if (!path.startsWith("/") || path.includes("\0") || path.length > 4096) return null;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** One name in a directory. */
export const isFileName = (name: string): boolean => name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name) && bytesOfPath(name).length <= 255;

export const joinPath = (directory: string, name: string): string => (directory === "/" ? `/${name}` : `${directory}/${name}`);

export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf("/")));

export const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
