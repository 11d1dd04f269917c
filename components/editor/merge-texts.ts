import { diff3MergeRegions } from "node-diff3";

export interface Merged {
  text: string;
  /** Places that only they changed, taken over. */
  taken: number;
  /** Places that both changed, where mine stands; lines count from 1 in the merged text. */
  conflicts: { line: number; lines: number }[];
}

/** Three texts into one: what only one side changed is taken from there; where both did, mine stays and is named. */
export function mergeTexts(base: string, mine: string, theirs: string): Merged {
  const [a, o, b] = [mine, base, theirs].map((text) => text.split("\n"));
  const lines: string[] = [];
  const conflicts: Merged["conflicts"] = [];
  let taken = 0;
  for (const region of diff3MergeRegions(a ?? [], o ?? [], b ?? [])) {
    if (region.stable) {
      lines.push(...region.bufferContent);
      if (region.buffer === "b") taken += 1;
      continue;
    }
    if (region.aContent.join("\n") !== region.bContent.join("\n")) conflicts.push({ line: lines.length + 1, lines: region.aContent.length });
    lines.push(...region.aContent);
  }
  return { text: lines.join("\n"), taken, conflicts };
}

export interface MergedVariables {
  variables: Record<string, string>;
  /** Names that both set to different values; mine stays. */
  conflicts: string[];
}

export function mergeVariables(base: Record<string, string>, mine: Record<string, string>, theirs: Record<string, string>): MergedVariables {
  const variables: Record<string, string> = {};
  const conflicts: string[] = [];
  for (const name of [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])].sort()) {
    const [was, my, their] = [base[name], mine[name], theirs[name]];
    if (was !== my && was !== their && my !== their) conflicts.push(name);
    const value = was === my ? their : my;
    if (value !== undefined) variables[name] = value;
  }
  return { variables, conflicts };
}
