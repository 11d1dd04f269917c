import { postJson, stackPath } from "./queries";
import type { ShellPlace } from "./shell-session";

/** A ticket is good for 30 s on the server; one that waits here longer than this is not worth showing. */
const FRESH_MS = 20_000;

/** A line that is just coming back is not there for every request. */
const TRIES = 4;
const AGAIN_MS = 250;

async function askTicket(place: ShellPlace, left = TRIES - 1): Promise<string> {
  const { environment, stack, container } = place;
  try {
    return (await postJson<{ ticket: string }>(`${stackPath(environment, stack)}/containers/${encodeURIComponent(container)}/ticket`)).ticket;
  } catch (error) {
    // What fetch throws when nobody could be asked; a refusal is something else.
    if (!(error instanceof TypeError) || left === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS * (TRIES - left)));
    return askTicket(place, left - 1);
  }
}

/** Asks for the first ticket at once, while the terminal is still loading, so that opening the shell waits for nothing. */
export function ticketsFor(
  place: ShellPlace,
  ask: (place: ShellPlace) => Promise<string> = (asked) => askTicket(asked),
  now: () => number = Date.now,
): () => Promise<string> {
  let first: Promise<string> | null = ask(place);
  const since = now();
  first.catch(() => undefined);
  return () => {
    const early = now() - since < FRESH_MS ? first : null;
    first = null;
    return early ?? ask(place);
  };
}

const warm = new Map<string, { since: number; tickets: () => Promise<string> }>();
const nameOf = ({ environment, stack, container }: ShellPlace) => `${environment}/${stack}/${container}`;

/** Somebody is about to open a shell here: its ticket is asked for now. */
export function warmTicket(place: ShellPlace, ask: (place: ShellPlace) => Promise<string> = (asked) => askTicket(asked), now: () => number = Date.now): void {
  for (const [name, { since }] of warm) if (now() - since >= FRESH_MS) warm.delete(name);
  if (!warm.has(nameOf(place))) warm.set(nameOf(place), { since: now(), tickets: ticketsFor(place, ask, now) });
}

/** Tickets for a shell, the first one from before where one was asked for. */
export function warmTickets(place: ShellPlace): () => Promise<string> {
  const early = warm.get(nameOf(place))?.tickets;
  warm.delete(nameOf(place));
  return early ?? ticketsFor(place);
}
