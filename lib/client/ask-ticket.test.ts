import { expect, test } from "vitest";
import { ticketsFor } from "./ask-ticket";

const place = { environment: "e", stack: "s", container: "c" };

test("the first ticket is asked for at once, each further one when it is needed", async () => {
  let asked = 0;
  const next = ticketsFor(
    place,
    async () => `ticket ${++asked}`,
    () => 0,
  );
  expect(asked).toBe(1);
  expect([await next(), await next(), await next()]).toEqual(["ticket 1", "ticket 2", "ticket 3"]);
});

test("a first ticket that waited too long is not shown", async () => {
  let now = 0;
  let asked = 0;
  const next = ticketsFor(
    place,
    async () => `ticket ${++asked}`,
    () => now,
  );
  now = 20_000;
  expect(await next()).toBe("ticket 2");
});

test("a refusal is told when the ticket is needed, not before", async () => {
  const next = ticketsFor(place, async () => {
    throw new Error("no");
  });
  await expect(next()).rejects.toThrow("no");
});
