import type { Desk } from "../desk";
import type { Node } from "../node";
import { lineOf, refuse, wrong } from "../values";

const KERNEL = ["/proc", "/sys", "/dev"];
const RESERVED = [...KERNEL, "/run/secrets", "/var/run/secrets"];

/** Compared by component, so `/process` is not `/proc`. */
const under = (path: string, root: string) => path === root || path.startsWith(`${root}/`);

/** `/a//b/./c/../d/` is `/a/b/d`. */
function tidy(path: string): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  return `/${kept.join("/")}`;
}

/** Names below /proc lead out of the container (`/proc/self/fd/8` once did). */
export const underKernelPath = (path: string): boolean => path.startsWith("/") && KERNEL.some((root) => under(tidy(path), root));

/** A directory inside the container, tidied. */
export function directoryOf(desk: Desk, node: Node, field: string): string | undefined {
  const text = lineOf(desk, node, field);
  if (text === undefined) return undefined;
  if (!text.startsWith("/")) return wrong(desk, node, field, `${field} takes a path inside the container that starts with /.`);
  if (text.split("/").includes("..")) return refuse(desk, node, field, `${field} takes a path without "..".`);
  if (underKernelPath(text)) return refuse(desk, node, field, `${text} belongs to the kernel (/proc, /sys and /dev), not to the container.`);
  return tidy(text);
}

/** Why nothing may be mounted at this path of the container; null when it may. */
export function checkTarget(path: string): string | null {
  if (!path.startsWith("/")) return `${path || "An empty text"} is not a path inside the container; that starts with /.`;
  if (path.split("/").includes("..")) return 'A path in the container is written without "..".';
  if (path.includes(":")) return "A path in the container cannot contain a colon here.";
  if (tidy(path) === "/") return "Nothing can be mounted over the whole container.";
  const root = RESERVED.find((candidate) => under(tidy(path), candidate));
  return root ? `${root} is kept for the platform; mount somewhere else.` : null;
}

export const tidyTarget = tidy;
