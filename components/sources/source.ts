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

export type SourceResult = { ok: true; source: Source } | { ok: false; reason: string };

export const refuse = (reason: string): SourceResult => ({ ok: false, reason });
