import type { Scope } from "@/lib/core/access";
import type { SecretView } from "@/lib/core/secrets";

/** A stored secret without any of its texts. */
export interface SecretRow extends Omit<SecretView, "usedBy" | "member"> {
  id: string;
  stackId: string;
}

/** One text as it is stored: only for whoever opens it on the way into a container, or seals it anew. */
export interface SealedText {
  name: string;
  version: number;
  sealed: string;
  place: string;
}

export interface SecretReads {
  /** Of every stack in an environment, or of one; sorted by stack and name. */
  secrets(scope: Scope, where: { environmentId: string } | { stackId: string }): Promise<SecretRow[]>;
  /** For the reconciler only: no scope, never reaches a person. Those that are not stored are left out. */
  sealedTexts(stackId: string, wanted: readonly { name: string; version: number }[]): Promise<SealedText[]>;
}

export interface SecretWrites {
  /** A new secret or a new text of one. `seal` gets the place that the text is bound to. Returns its version. */
  putSecret(input: { stackId: string; name: string; bytes: number; authorId: string; at: number; seal: (place: string) => string }): Promise<number>;
  /** Texts that no container has any more; the one in use stays. */
  dropOldTexts(stackId: string, name: string, keep: readonly number[]): Promise<void>;
  deleteSecret(stackId: string, name: string): Promise<void>;
}
