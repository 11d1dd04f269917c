import type { Span, Spot } from "./place";

/** The text as a plain tree: aliases followed, `<<` merged, every part with its place. Strings are not interpolated yet. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode extends Spot {
  kind: "scalar";
  value: string | number | boolean | null;
  /** As typed, so that `1.10` stays `1.10` where text is meant. */
  source: string;
}

/** The place of a list or map is its key where it has one: a mark over twenty lines helps nobody. */
export interface ListNode extends Spot {
  kind: "list";
  items: Node[];
}

export interface MapNode extends Spot {
  kind: "map";
  entries: Entry[];
}

/** A key (whose place this is) with its value. */
export interface Entry extends Spot {
  key: string;
  value: Node;
  /** The whole lines to delete to be rid of the entry; null where that would break something else. */
  cut: Span | null;
}

export const isNull = (node: Node): boolean => node.kind === "scalar" && node.value === null;

export const entryOf = (node: Node, key: string): Entry | undefined => (node.kind === "map" ? node.entries.find((entry) => entry.key === key) : undefined);
