import type { Strategy } from "./desired";
import type { DroppedChoice } from "./dropped";
import type { RoomView } from "./quota";
import type { Issue, SpecDiff } from "./views";

/** The preview: nothing has happened and nothing is stored. */
export interface ReviewView {
  /** Hash of exactly what Deploy would deploy; sent back with it. Null while there are errors. */
  hash: string | null;
  issues: Issue[];
  /** `${NAME}` used in the text, with the services that use them. */
  variables: { name: string; value: string | null; default: string | null; usedBy: string[] }[];
  diff: SpecDiff[];
  /** "web: 2 containers replaced one at a time". */
  plan: { icon: PlanIcon; service: string | null; text: string }[];
  rendered: string | null;
  lines: number;
  services: number;
  /** How the file wants upgrades to go; null when it does not say. */
  strategy?: Partial<Strategy> | null;
  /** The same stack without Rancher's words; null when there are none, or when something is wrong. */
  modern?: string | null;
  /** Absent while there are errors. */
  images?: ReviewImage[];
  /** Secrets that the file declares; absent while there are none. `stored` is null for one whose text is still to be typed. */
  secrets?: { name: string; stored: { version: number; changedAt: number; author: string } | null }[];
  /** Services that run and that the file does not have; absent while there are none. */
  dropped?: ReviewDropped[];
  /** What the project would hold of its quota; absent while the file cannot be read. */
  room?: RoomView;
}

export type PlanIcon = "network" | "volume" | "pull" | "new" | "replace" | "scale" | "file" | "unchanged" | "keep" | "remove" | "warning";

/** One of them, with what was chosen for it. */
export interface ReviewDropped {
  service: string;
  /** They go the same way. */
  sidekicks: string[];
  choice: DroppedChoice;
  /** It was kept by an earlier upgrade: the revision since which the file does not have it. */
  outside: number | null;
  /** Containers that it is to have, sidekicks too. */
  containers: number;
  /** It keeps data under a name. */
  hasVolumes: boolean;
}

/** What runs and what would run, of one service. */
export interface ReviewImage {
  service: string;
  image: string;
  /** Null for a service that is new. */
  running: { image: string; imageId: string | null; digest: string | null } | null;
  /** What this host has under the name; null when it has none. */
  here: { imageId: string; digest: string | null } | null | "unknown";
}

/** What an image's registry has now. */
export type RegistryDigest = { digest: string; why: null } | { digest: null; why: "not-found" | "denied" | "no-answer" | "unclear" };
