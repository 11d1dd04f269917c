/** What Spindle says of itself to whatever watches it. */
export interface SelfWatch {
  /** Null where it is off, or for whoever does not have the token: to them there is no such page. */
  metrics(authorization: string | null): Promise<{ contentType: string; text: string } | null>;
  /** Whether it can do its work: its database takes writes, and it is not on its way out. */
  ready(): Promise<boolean>;
  /** Engines by environment, in a word each; null for whoever does not have the token. */
  engines(authorization: string | null): Promise<Record<string, string> | null>;
}

/** What is counted elsewhere in the process. */
export interface LiveCounts {
  sockets: number;
  shells: number;
}
