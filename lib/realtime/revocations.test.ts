import { expect, onTestFinished, test, vi } from "vitest";
import { makeUser } from "@/lib/testing/factories";
import { openHouse } from "@/lib/testing/house";
import { openLiveRoom } from "@/lib/testing/live-room";

const SHELLS = 20;
const LIMIT_MS = 5_000;

test("B4: of 20 people with an open shell and a log who lose their session, their account or their place, all are out within 5 s", async () => {
  const house = await openHouse();
  // Looking again goes by this clock, everything else by the real one: what is promised is not how quick this machine is.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const live = await openLiveRoom(house.tin);
  const { prisma } = house.db.database;
  house.engine.images.set("web:v1", { imageId: "sha256:web1", shells: ["sh"] });
  expect(await house.ended(await house.deploy("shop", "services:\n  web:\n    image: web:v1\n"))).toBe("succeeded");
  const container = (await house.service("shop", "web")).containers[0]?.id ?? "";
  const { projectId } = await prisma.stack.findFirstOrThrow({ where: { name: "shop" } });

  const seats = await Promise.all(
    Array.from({ length: SHELLS }, async (_, at) => {
      const user = await makeUser(house.db);
      await prisma.projectMember.create({ data: { projectId, userId: user.id, role: "maintainer" } });
      const signedIn = await live.signIn(user);
      const page = await live.page(user, signedIn);
      const place = { environment: house.environment, stack: "shop" };
      page.open(1, { kind: "shell", ...place, container, ticket: "", shell: null, cols: 80, rows: 24, resume: null });
      page.open(2, { kind: "logs", ...place, service: "web", containers: null, tail: 10, since: null });
      await page.message("opened", ({ channel }) => channel === 1);
      return { at, user, signedIn, page };
    }),
  );

  const out = seats.map(({ page }) => Promise.race([page.ended, page.message("closed", ({ channel }) => channel === 1)]));
  for (const { at, user, signedIn } of seats)
    if (at % 3 === 0) await house.db.accounts.revokeSession(signedIn.sessionId);
    else if (at % 3 === 1) await house.db.accounts.setDisabled(user.id, true);
    // Out of the project, without a word to anybody: the next look finds it.
    else await prisma.projectMember.delete({ where: { projectId_userId: { projectId, userId: user.id } } });
  await vi.advanceTimersByTimeAsync(LIMIT_MS);
  expect(await Promise.all(out)).toHaveLength(SHELLS);
  await house.until(
    () => prisma.auditEntry.count({ where: { action: "shell.close" } }),
    (count) => count === SHELLS,
  );
  for (const { page } of seats) page.leave();
});
