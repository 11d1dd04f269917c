import type { DirectoryPerson, SignInSettings } from "@/lib/core/sign-in";

/** Longer than a directory's answer takes, so that a name it knows, one it does not and one that is kept here fail alike. */
const FLOOR_MS = 400;

export async function checkDirectory({ directory }: SignInSettings, username: string, password: string): Promise<DirectoryPerson | null> {
  // Many directories let in whoever gives no password, as nobody.
  if (directory === null || username === "" || password === "") return null;
  return directory.check(username, password);
}

/** Where a directory is asked, a failure comes no sooner than this. What succeeds need not wait. */
export async function noSoonerThan<T>({ directory }: SignInSettings, work: () => Promise<T | null>): Promise<T | null> {
  if (directory === null) return work();
  const floor = new Promise<void>((resolve) => setTimeout(resolve, FLOOR_MS));
  const result = await work();
  if (result === null) await floor;
  return result;
}
