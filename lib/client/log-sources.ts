import type { KeptSource } from "@/lib/core/kept-logs";

/** A container whose lines are shown; `gone` when only its kept lines are left. */
export interface LogSourceView {
  container: string;
  label: string;
  generation: "new" | "old" | "leaving" | "gone";
  revision: number;
  ended: boolean;
  /** Under which its lines are kept, once that is known. */
  key: string | null;
  /** Kept lines, and the moments of the first and the last of them. */
  kept: { lines: number; from: string; to: string } | null;
}

type LiveSource = Pick<LogSourceView, "container" | "label" | "revision"> & { generation: "new" | "old" | "leaving" };

/** Numbers containers for as long as a view is open: a number, and with it a colour, stays with its container whether its lines are live or kept. */
export class SourceBook {
  /** Whether the containers there are have been told: until then one that is only kept may still run. */
  isWhole = false;
  #list: readonly LogSourceView[] = [];
  readonly #byContainer = new Map<string, number>();
  readonly #byKey = new Map<string, number>();

  /** A new array whenever something changed. */
  get list(): readonly LogSourceView[] {
    return this.#list;
  }

  live(source: LiveSource): { index: number; before: "unknown" | "running" | "ended" } {
    const known = this.#known(source.container);
    const before = known === undefined || known.generation === "gone" ? "unknown" : known.ended ? "ended" : "running";
    return { index: this.#set({ key: null, kept: null, ...known, ...source, ended: false }), before };
  }

  /** False when it had ended before. */
  end(index: number): boolean {
    const source = this.#list[index];
    if (source === undefined || source.ended) return false;
    this.#list = this.#list.with(index, { ...source, ended: true });
    return true;
  }

  keep(sources: readonly KeptSource[]): void {
    for (const { key, container, label, revision, lines, from, to } of sources) {
      const known = this.#known(container) ?? { container, label, revision, generation: "gone" as const, ended: true };
      this.#byKey.set(key, this.#set({ ...known, key, kept: { lines, from, to } }));
    }
  }

  indexOf(container: string): number | undefined {
    return this.#byContainer.get(container);
  }

  indexOfKey(key: string): number | undefined {
    return this.#byKey.get(key);
  }

  #known(container: string): LogSourceView | undefined {
    const index = this.#byContainer.get(container);
    return index === undefined ? undefined : this.#list[index];
  }

  #set(source: LogSourceView): number {
    const index = this.#byContainer.get(source.container) ?? this.#list.length;
    this.#byContainer.set(source.container, index);
    this.#list = index === this.#list.length ? [...this.#list, source] : this.#list.with(index, source);
    return index;
  }
}

const ID_LENGTH = 12;

/** `web-1`, or `web-1@1f0c4a7b2d3e` for one of several containers that had this name. */
export const exactToken = ({ label, container }: LogSourceView): string => `${label}@${container.slice(0, ID_LENGTH)}`;

/** The shortest that means this one among those that run. */
export function tokenOf(source: LogSourceView, all: readonly LogSourceView[]): string {
  const alone = source.generation !== "gone" && all.every((other) => other === source || other.label !== source.label || other.generation === "gone");
  return alone ? source.label : exactToken(source);
}

/** Whether chosen sources, none being all, have this one among them. */
export const isChosen = (source: LogSourceView, tokens: readonly string[]): boolean =>
  tokens.length === 0 || tokens.includes(source.label) || tokens.includes(exactToken(source));

/** The container whose place this one took, by label: the latest of an earlier revision, or another one of the same. */
export function predecessorOf(index: number, all: readonly LogSourceView[]): LogSourceView | null {
  const source = all[index];
  let best: LogSourceView | null = null;
  for (const other of all) {
    if (source === undefined || other === source || other.label !== source.label || other.revision > source.revision) continue;
    if (
      other.revision === source.revision &&
      !(other.kept && source.kept && other.kept.from < source.kept.from) &&
      !(source.generation !== "gone" && other.ended)
    )
      continue;
    if (best === null || other.revision > best.revision) best = other;
  }
  return best;
}
