import { postJson, stackPath } from "./queries";
import type { ShellPlace } from "./shell-session";

/** A ticket is good for 30 s on the server; one that waits here longer than this is not worth showing. */
const FRESH_MS = 20_000;

const askTicket = ({ environment, stack, container }: ShellPlace): Promise<string> =>
  postJson<{ ticket: string }>(`${stackPath(environment, stack)}/containers/${encodeURIComponent(container)}/ticket`).then(({ ticket }) => ticket);

/** Asks for the first ticket at once, while the terminal is still loading, so that opening the shell waits for nothing. */
export function ticketsFor(place: ShellPlace, ask: (place: ShellPlace) => Promise<string> = askTicket, now: () => number = Date.now): () => Promise<string> {
  let first: Promise<string> | null = ask(place);
  const since = now();
  first.catch(() => undefined);
  return () => {
    const early = now() - since < FRESH_MS ? first : null;
    first = null;
    return early ?? ask(place);
  };
}
