import { isUnder, KERNEL_ROOTS, tidyPath, underKernelPath } from "@/lib/core/kernel-path";
import type { Desk } from "../desk";
import type { Node } from "../node";
import { lineOf, refuse, wrong } from "../values";

const RESERVED = [...KERNEL_ROOTS, "/run/secrets", "/var/run/secrets"];

/** A directory inside the container, tidied. */
export function directoryOf(desk: Desk, node: Node, field: string): string | undefined {
  const text = lineOf(desk, node, field);
  if (text === undefined) return undefined;
  if (!text.startsWith("/")) return wrong(desk, node, field, `${field} takes a path inside the container that starts with /.`);
  if (text.split("/").includes("..")) return refuse(desk, node, field, `${field} takes a path without "..".`);
  if (underKernelPath(text)) return refuse(desk, node, field, `${text} belongs to the kernel (/proc, /sys and /dev), not to the container.`);
  return tidyPath(text);
}

/** Why nothing may be mounted at this path of the container; null when it may. */
export function checkTarget(path: string): string | null {
  if (!path.startsWith("/")) return `${path || "An empty text"} is not a path inside the container; that starts with /.`;
  if (path.split("/").includes("..")) return 'A path in the container is written without "..".';
  if (path.includes(":")) return "A path in the container cannot contain a colon here.";
  if (tidyPath(path) === "/") return "Nothing can be mounted over the whole container.";
  const root = RESERVED.find((candidate) => isUnder(tidyPath(path), candidate));
  return root ? `${root} is kept for the platform; mount somewhere else.` : null;
}
