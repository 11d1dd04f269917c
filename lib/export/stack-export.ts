/** What one stack is outside Spindle: texts to keep in git, and what they cannot say. Values of secrets are never part of it. */
export interface StackExport {
  name: string;
  composeText: string;
  /** What its author wrote beside the compose text, or the same stack in Rancher's own words: then all it says is in `composeText` or the manifest too. */
  rancherText: string;
  manifest: StackManifest;
}

export interface StackManifest {
  format: "spindle-stack";
  version: 1;
  stack: string;
  environment: string;
  project: string;
  /** 0 for a stack without a file. */
  revision: number;
  /** The rancher-compose.yml is a part of the file, and no translation for those who want one. */
  rancherWritten?: boolean;
  author: string | null;
  message: string | null;
  exportedAt: string;
  /** Null where the value is secret: it must be given again. */
  variables: { name: string; value: string | null }[];
  /** Names only. */
  secrets: string[];
  volumes: string[];
  /** `scaleInFile`: where somebody scaled a service beside its file, what the file says. */
  services: { name: string; image: string; digest: string | null; scale: number; scaleInFile?: number }[];
  /** What ran beside the file and is no part of it, and since which revision; absent where there was nothing. */
  outside?: { name: string; image: string | null; digest: string | null; scale: number | null; since: number }[];
}

export const COMPOSE_FILE = "docker-compose.yml";
export const RANCHER_FILE = "rancher-compose.yml";
export const MANIFEST_FILE = "manifest.json";
export const VARIABLES_FILE = ".env.example";
