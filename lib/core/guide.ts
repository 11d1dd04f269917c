/** What the editor tells about one key of a compose file while it is written. */
export interface GuideEntry {
  /** A few words: what it is for, or the form of its value. */
  about: string;
  /** The limits of this environment, as the reader of the key states them; null without any. */
  range: string | null;
  /** What of its values is refused, as the reader says it. */
  note: string | null;
  /** Why it is refused here and what to do instead; null when it is read. */
  refused: string | null;
  /** The words it can be; empty when it is open. */
  words: string[];
  /** Its value is a map with a table of its own, a list, or stands on the same line. */
  shape: "map" | "list" | "value";
}

/** By place, with `*` for a name that the author chooses and `[]` for an item of a list: `services.*.healthcheck`, `services.*.ports[]`. */
export type ComposeGuide = Record<string, Record<string, GuideEntry>>;
