import type { ShellAbout } from "./open-shell";

/** What a tab remembers of its shells over a reload. The browser keeps it for the one tab and never sends it anywhere. */
export interface RememberedShell {
  about: ShellAbout;
  where: "page" | "dock";
  group: string;
  touched: boolean;
  debug: string | null;
  /** By which the server knows it. */
  session: string;
}

export interface Remembered {
  shells: RememberedShell[];
  /** Which of the dock is looked at. */
  active: number;
}

const KEY = "spindle.shells";
const OWNER = "spindle.shells-of";
const NOTHING: Remembered = { shells: [], active: -1 };

/** The tab is this person's now: what another one left in it is nobody's business. */
export function keepShellsOf(userId: string): void {
  try {
    if (sessionStorage.getItem(OWNER) !== userId) sessionStorage.removeItem(KEY);
    sessionStorage.setItem(OWNER, userId);
  } catch {
    // A browser that keeps nothing has nothing of anybody.
  }
}

/** Whether there is anything to go on with: asked by every page, so that the rest is loaded only then. */
export function remembersShells(): boolean {
  try {
    return sessionStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function remember(shells: Remembered): void {
  try {
    if (shells.shells.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(shells));
  } catch {
    // A browser that keeps nothing: a reload ends the shells.
  }
}

export function remembered(): Remembered {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Remembered | null;
    return kept !== null && Array.isArray(kept.shells) ? kept : NOTHING;
  } catch {
    return NOTHING;
  }
}
