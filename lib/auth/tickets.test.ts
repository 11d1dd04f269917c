import { describe, expect, test } from "vitest";
import { createTickets, TICKET_MS, type TicketUse } from "./tickets";

const use: TicketUse = { sessionId: "a", action: "shell", environment: "sandbox", stack: "shop", container: "c1" };

describe("B2: a ticket", () => {
  test("opens once, and nothing but what it was issued for", () => {
    const tickets = createTickets(() => 0);
    const ticket = tickets.issue(use);
    expect(ticket).toMatch(/^[\w-]{43}$/);
    expect(tickets.redeem(ticket, { ...use })).toBe(true);
    expect(tickets.redeem(ticket, use)).toBe(false);
    for (const other of [{ sessionId: "b" }, { environment: "prod" }, { stack: "shop2" }, { container: "c2" }]) {
      const fresh = tickets.issue(use);
      expect(tickets.redeem(fresh, { ...use, ...other })).toBe(false);
      expect(tickets.redeem(fresh, use), "spent by the wrong try").toBe(false);
    }
  });

  test("is worth nothing after 30 s", () => {
    let now = 0;
    const tickets = createTickets(() => now);
    const [early, late] = [tickets.issue(use), tickets.issue(use)];
    now = TICKET_MS - 1;
    expect(tickets.redeem(early, use)).toBe(true);
    now = TICKET_MS;
    expect(tickets.redeem(late, use)).toBe(false);
  });

  test("of a session that asks for very many pushes out its oldest, nobody else's", () => {
    const tickets = createTickets(() => 0);
    const others = tickets.issue({ ...use, sessionId: "b" });
    const own = Array.from({ length: 100 }, () => tickets.issue(use));
    expect(own.filter((ticket) => tickets.redeem(ticket, use)).length).toBe(32);
    expect(tickets.redeem(others, { ...use, sessionId: "b" })).toBe(true);
  });
});
