/** Directories inside a container that are the kernel's. */
export const KERNEL_ROOTS = ["/proc", "/sys", "/dev"];

/** Compared by component, so `/process` is not `/proc`. */
export const isUnder = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** `/a//b/./c/../d/` is `/a/b/d`. */
export function tidyPath(path: string): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  return `/${kept.join("/")}`;
}

/** Names below /proc lead out of the container (`/proc/self/fd/8` once did), also those reached from a working directory. */
export const underKernelPath = (path: string): boolean =>
  path.startsWith("/") ? KERNEL_ROOTS.some((root) => isUnder(tidyPath(path), root)) : /^\/(proc\/(self|thread-self|\d+)|dev\/fd)\//.test(tidyPath(path));
