import { randomBytes } from "node:crypto";

export const TICKET_MS = 30_000;
const MAX_PER_SESSION = 32;

/** What one ticket is good for: this session, this container, this action. */
export interface TicketUse {
  sessionId: string;
  action: "shell";
  environment: string;
  stack: string;
  container: string;
}

export interface Tickets {
  issue(use: TicketUse): string;
  /** True once, within 30 s, for the very use it was issued for. A ticket that was shown for anything else is spent too. */
  redeem(ticket: string, use: TicketUse): boolean;
}

interface Issued {
  use: TicketUse;
  until: number;
}

/**
 * Tickets for what a socket may open. A cookie goes along with whatever a browser sends; a ticket has to be read by a page of this site first. They
 * live in this process only. `now` in ms, of a clock that never goes back.
 */
export function createTickets(now: () => number): Tickets {
  const issued = new Map<string, Issued>();

  /** The old ones are first: a map keeps the order. */
  function forget(sessionId: string): void {
    for (const [ticket, { until }] of issued) {
      if (until > now()) break;
      issued.delete(ticket);
    }
    const own = [...issued].filter(([, { use }]) => use.sessionId === sessionId);
    for (const [ticket] of own.slice(0, Math.max(0, own.length - MAX_PER_SESSION + 1))) issued.delete(ticket);
  }

  return {
    issue(use) {
      forget(use.sessionId);
      const ticket = randomBytes(32).toString("base64url");
      issued.set(ticket, { use, until: now() + TICKET_MS });
      return ticket;
    },
    redeem(ticket, use) {
      const found = issued.get(ticket);
      issued.delete(ticket);
      return found !== undefined && found.until > now() && sameUse(found.use, use);
    },
  };
}

const sameUse = (one: TicketUse, other: TicketUse): boolean =>
  one.sessionId === other.sessionId &&
  one.action === other.action &&
  one.environment === other.environment &&
  one.stack === other.stack &&
  one.container === other.container;
