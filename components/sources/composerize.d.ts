declare module "composerize" {
  /** A compose text for a `docker run` line. */
  export default function composerize(line: string, existing?: string | null, version?: "latest" | "v2x" | "v3x", indent?: number): string;
}
