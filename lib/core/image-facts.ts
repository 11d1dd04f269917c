/** What an image says of itself, as far as a compose file can be wrong about it. */
export interface ImageFacts {
  /** The id by which the engine knows it. */
  id: string;
  /** The registry's digest of the repository that was asked for; null where it never came from one. */
  digest: string | null;
  /** Paths that get an anonymous volume unless something is mounted there. */
  volumes: string[];
  /** `8080/tcp`. */
  exposed: string[];
  /** Empty: root. */
  user: string;
  /** Engine form; null when the image has no health check, or switches off that of its own base. */
  healthcheck: string[] | null;
  entrypoint: string[];
  command: string[];
}

/** Paths as the engine compares them: without a slash at the end. */
const plain = (path: string): string => path.replace(/\/+$/, "") || "/";

export const samePath = (a: string, b: string): boolean => plain(a) === plain(b);

/** Whether `path` is below `parent`, by component: `/process` is not in `/proc`. */
export const isInside = (path: string, parent: string): boolean =>
  plain(path).startsWith(`${plain(parent) === "/" ? "" : plain(parent)}/`) && !samePath(path, parent);
