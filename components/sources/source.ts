import type { ImportedStack } from "@/lib/export/read-export";

/** Where a new stack's text can come from, with what there is to say about it. */
export interface Source {
  text: string;
  /** A rancher-compose.yml that came with it. */
  rancherText?: string;
  /** A first name for the stack; empty when nothing suggests one. */
  name: string;
  variables: Record<string, string>;
  /** What was left out or changed on the way, in sentences. */
  notes: string[];
}

export type TextResult = { ok: true; source: Source } | { ok: false; reason: string };
/** An export of several stacks is no text: a person says which of them come in. */
export type SourceResult = TextResult | { ok: true; stacks: readonly ImportedStack[] };

export const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });
