import { looksSecret } from "@/lib/core/masking";

export interface Draft {
  /** Only for a stack that does not exist yet. */
  name: string;
  text: string;
  /** The second file of a stack that has one, such as a rancher-compose.yml. */
  secondText?: string | undefined;
  variables: Record<string, string>;
}

export interface KeptDraft extends Draft {
  /** The revision it was begun on; null for a stack that does not exist yet. */
  base: number | null;
}

/**
 * The whole draft is kept for this tab, so that two tabs with one page each keep their own; without values that look secret it is kept for this browser
 * as well, so that it outlives the tab: the machine may be shared.
 */
export function readDraft(key: string): (KeptDraft & { lacksSecrets: boolean }) | null {
  const own = readJson(tabOf, key);
  if (isKept(own)) return { ...own, lacksSecrets: false };
  const kept = readJson(localOf, key);
  return isKept(kept) ? { ...kept, lacksSecrets: true } : null;
}

export function writeDraft(key: string, { name, text, secondText, variables, base }: KeptDraft): void {
  const open = Object.fromEntries(Object.entries(variables).filter(([variable]) => !looksSecret(variable)));
  attempt(() => tabOf().setItem(key, JSON.stringify({ name, text, secondText, base, variables })));
  attempt(() => localOf().setItem(key, JSON.stringify({ name, text, secondText, base, variables: open })));
}

export function forgetDraft(key: string): void {
  attempt(() => localOf().removeItem(key));
  attempt(() => tabOf().removeItem(key));
}

const localOf = () => localStorage;
const tabOf = () => sessionStorage;

/** Storage can be full or switched off: then the text stays on the page, and there was no draft either. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {}
}

function readJson(storage: () => Storage, key: string): unknown {
  try {
    return JSON.parse(storage().getItem(key) ?? "null");
  } catch {
    return null;
  }
}

const isVariables = (value: unknown): value is Record<string, string> =>
  typeof value === "object" && value !== null && Object.values(value).every((entry) => typeof entry === "string");

function isKept(value: unknown): value is KeptDraft {
  if (typeof value !== "object" || value === null) return false;
  const { name, text, secondText, variables, base } = value as Record<string, unknown>;
  if (secondText !== undefined && typeof secondText !== "string") return false;
  return typeof name === "string" && typeof text === "string" && isVariables(variables) && (base === null || typeof base === "number");
}

/** In another tab the secret-looking values of the draft are not known: those it was begun with stand in. */
export function completeDraft(kept: KeptDraft & { lacksSecrets: boolean }, initial: Draft): KeptDraft {
  const secret = Object.entries(initial.variables).filter(([name]) => looksSecret(name));
  const { lacksSecrets, variables, ...rest } = kept;
  return { ...rest, variables: lacksSecrets ? { ...Object.fromEntries(secret), ...variables } : variables };
}

export const sameDraft = (a: Draft, b: Draft): boolean =>
  a.name === b.name && a.text === b.text && (a.secondText ?? "") === (b.secondText ?? "") && sameVariables(a.variables, b.variables);

const sameVariables = (a: Record<string, string>, b: Record<string, string>) =>
  JSON.stringify(Object.entries(a).sort(byName)) === JSON.stringify(Object.entries(b).sort(byName));
const byName = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);
